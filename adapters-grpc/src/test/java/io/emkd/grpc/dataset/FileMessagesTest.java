package io.emkd.grpc.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.domain.dataset.ImportOptions;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ColumnNames;
import io.emkd.domain.files.Delimiter;
import io.emkd.domain.files.FileFormat;
import io.emkd.domain.files.FileImport;
import io.emkd.domain.files.FileLayout;
import io.emkd.domain.files.ImportDataset;
import io.emkd.domain.files.ReadSummary;
import io.emkd.domain.files.SkippedLines;
import io.emkd.domain.files.TimestampUnit;
import io.emkd.domain.files.WriteOptions;
import io.emkd.v1.DatasetSize;
import io.emkd.v1.ExportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How files are to be read and written, and what was in them. */
class FileMessagesTest {
  private static ImportHeader.Builder header() {
    return ImportHeader.newBuilder()
        .setDataset("shop")
        .setFormat(ImportFormat.IMPORT_FORMAT_DELIMITED);
  }

  private static void assertRefused(ImportHeader.Builder header, String field) {
    assertThatThrownBy(() -> FileMessages.fileImport(header.build()))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            refused -> assertThat(refused.violations().get(0).field()).isEqualTo(field));
  }

  @Test
  void whatAHeaderLeavesOutHasADefault() {
    FileImport asked = FileMessages.fileImport(header().build());

    assertThat(asked.definition()).isEqualTo(new DatasetDefinition("shop", 0));
    assertThat(asked.reading().format()).isEqualTo(FileFormat.DELIMITED);
    assertThat(asked.reading().layout()).isEqualTo(FileLayout.of(ColumnNames.DEFAULT));
    assertThat(asked.reading().where()).isEmpty();
    assertThat(asked.options()).isEqualTo(ImportOptions.DEFAULT);
  }

  @Test
  void whatAHeaderSaysIsKept() {
    FileImport asked =
        FileMessages.fileImport(
            header()
                .setMinInteractions(5)
                .setUserColumn("who")
                .setItemColumn("what")
                .setTimestampColumn("when")
                .setWeightColumn("stars")
                .setTypeColumn("how")
                .setTitleColumn("name")
                .setAttributesColumn("tags")
                .setAttributeSeparator("|")
                .setDelimiter(";")
                .setEncoding("latin1")
                .setTimestampUnitValue(2)
                .addHeader("who")
                .addHeader("what")
                .setUnquoted(true)
                .addWhere("stars >= 4")
                .setActivateAll(true)
                .setKeepLineOrder(true)
                .build());
    FileLayout layout = asked.reading().layout();

    assertThat(asked.definition().minimumInteractions()).isEqualTo(5);
    assertThat(layout.columns())
        .isEqualTo(new ColumnNames("who", "what", "when", "stars", "how", "name", "tags", "|"));
    assertThat(layout.delimiter()).isEqualTo(Delimiter.parse(";"));
    assertThat(layout.encoding()).isEqualTo(Optional.of(StandardCharsets.ISO_8859_1));
    assertThat(layout.timestampUnit()).isEqualTo(TimestampUnit.MILLISECONDS);
    assertThat(layout.header()).containsExactly("who", "what");
    assertThat(layout.unquoted()).isTrue();
    assertThat(asked.reading().where()).hasSize(1);
    assertThat(asked.options()).isEqualTo(new ImportOptions(true, true));
  }

  @ParameterizedTest
  @EnumSource(FileFormat.class)
  void everyFormatHasItsNumber(FileFormat format) {
    ExportDatasetRequest request =
        ExportDatasetRequest.newBuilder()
            .setFormat(ImportFormat.valueOf("IMPORT_FORMAT_" + format.name()))
            .build();

    assertThat(FileMessages.writeOptions(request)).isEqualTo(new WriteOptions(format, " "));
  }

  @Test
  void whatIsWrongWithAHeaderIsToldByField() {
    assertRefused(header().setDataset("Not a name"), "dataset");
    assertRefused(header().setSkipBadLines(-1), "skip_bad_lines");
    assertRefused(header().setFormatValue(0), "format");
    assertRefused(header().setFormatValue(99), "format");
    assertRefused(header().setTimestampUnitValue(99), "timestamp_unit");
    assertRefused(header().setDelimiter("\n"), "delimiter");
    assertRefused(header().setEncoding("klingon"), "encoding");
  }

  @Test
  void anAnswerSaysWhatWasImportedAndWhatWasNot() {
    ImportDatasetResponse response =
        FileMessages.imported(
            "shop",
            new ImportDataset.Report(
                new DatasetSummary(1, 2, 3, 4),
                new DatasetSummary(5, 6, 7, 8),
                9,
                new ReadSummary(
                    10, 11, 12, 13, 14, new SkippedLines(2, List.of("line 7 is torn")))));

    assertThat(response)
        .isEqualTo(
            ImportDatasetResponse.newBuilder()
                .setDataset("shop")
                .setRaw(size(1, 2, 3, 4))
                .setFiltered(size(5, 6, 7, 8))
                .setRepeatedInteractions(9)
                .setDescribedItems(10)
                .setDescribedItemsNeverOccurring(11)
                .setOccurringItemsUndescribed(12)
                .setRedescribedItems(13)
                .setLeftOutRows(14)
                .setSkippedLines(2)
                .addSkipReasons("line 7 is torn")
                .build());
  }

  private static DatasetSize size(long users, long items, long interactions, long attributes) {
    return DatasetSize.newBuilder()
        .setUsers(users)
        .setItems(items)
        .setInteractions(interactions)
        .setAttributes(attributes)
        .build();
  }
}
