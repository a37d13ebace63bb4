package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.ImportDatasetResponse;
import org.junit.jupiter.api.Test;

class ImportRemarksTest {
  @Test
  void nothingIsSaidWhereNothingIsStrange() {
    assertThat(ImportRemarks.of(ImportDatasetResponse.newBuilder().setDescribedItems(4).build()))
        .isEmpty();
  }

  @Test
  void whatWasLeftOutIsSaidInSentences() {
    ImportDatasetResponse imported =
        ImportDatasetResponse.newBuilder()
            .setSkippedLines(2)
            .addSkipReasons("f.csv line 3 is bad")
            .setLeftOutRows(3)
            .setRepeatedInteractions(4)
            .setDescribedItems(9)
            .setDescribedItemsNeverOccurring(5)
            .setOccurringItemsUndescribed(6)
            .setRedescribedItems(7)
            .build();
    assertThat(ImportRemarks.of(imported))
        .containsExactly(
            "skipped: f.csv line 3 is bad",
            "2 bad lines were skipped.",
            "3 rows were left out, because a --where does not hold of them.",
            "4 interactions have user, item and time of another one; they are kept.",
            "5 of 9 described items never occur in an interaction.",
            "6 items that occur in interactions are not described.",
            "7 items have descriptions that differ; the last one counts.");
  }

  @Test
  void ofOneThingIsSaidThatItIsOne() {
    ImportDatasetResponse imported =
        ImportDatasetResponse.newBuilder()
            .setSkippedLines(1)
            .setLeftOutRows(1)
            .setRepeatedInteractions(1)
            .setDescribedItems(9)
            .setDescribedItemsNeverOccurring(1)
            .setOccurringItemsUndescribed(1)
            .setRedescribedItems(1)
            .build();
    assertThat(ImportRemarks.of(imported))
        .containsExactly(
            "1 bad line was skipped.",
            "1 row was left out, because a --where does not hold of it.",
            "1 interaction has user, item and time of another one; it is kept.",
            "1 of 9 described items never occurs in an interaction.",
            "1 item that occurs in interactions is not described.",
            "1 item has descriptions that differ; the last one counts.");
  }

  @Test
  void descriptionsThatAllMatchNothingAreWarnedOf() {
    assertThat(
            ImportRemarks.of(
                ImportDatasetResponse.newBuilder()
                    .setDescribedItems(4)
                    .setDescribedItemsNeverOccurring(4)
                    .build()))
        .singleElement()
        .asString()
        .startsWith("warning: all 4 described items never occur");
  }
}
