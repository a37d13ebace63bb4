package io.emkd.bootstrap.cli;

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
