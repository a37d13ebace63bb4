package io.emkd.grpc.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that come in pieces, and the room that they take. */
class UploadTest {
  private static final int UPLOAD = 100;
  private static final int UPLOADS = 150;

  @TempDir private Path folder;
  private Transfers transfers;

  @BeforeEach
  void open() {
    transfers =
        new Transfers(folder, new TransferLimits(UPLOAD, UPLOADS, 2, 1, Duration.ofMinutes(5)));
  }

  private static ByteString bytes(int size) {
    return ByteString.copyFrom(new byte[size]);
  }

  private long left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    }
  }

  @Test
  void piecesOfOneNameAreOneFileUnlessAnotherBegins() throws IOException {
    try (Upload upload = Upload.begin(transfers)) {
      upload.write("a.csv", false, ByteString.copyFromUtf8("one,"));
      upload.write("a.csv", false, ByteString.copyFromUtf8("two"));
      upload.write("a.csv", true, ByteString.copyFromUtf8("three"));
      upload.write("b.csv", false, ByteString.copyFromUtf8("four"));
      upload.closeFile();

      assertThat(upload.files()).hasSize(3);
      assertThat(upload.files().get(0).name()).isEqualTo("a.csv");
      assertThat(upload.files().get(0).path()).hasContent("one,two");
      assertThat(upload.files().get(1).name()).isEqualTo("a.csv");
      assertThat(upload.files().get(1).path()).hasContent("three");
      assertThat(upload.files().get(2).path()).hasContent("four");
    }
  }

  @Test
  void aNameMayBeAPathOfTheClientsAndDecidesNothing() throws IOException {
    try (Upload upload = Upload.begin(transfers)) {
      upload.write("../../etc/passwd", false, bytes(1));
      upload.closeFile();

      assertThat(upload.files().get(0).path().toRealPath()).startsWith(folder.toRealPath());
    }
  }

  @Test
  void aNameIsNeitherBlankNorEndless() throws IOException {
    try (Upload upload = Upload.begin(transfers)) {
      for (String name : new String[] {"", " ", "x".repeat(4097)}) {
        assertThatThrownBy(() -> upload.write(name, false, bytes(1)))
            .isInstanceOf(InvalidInputException.class)
            .hasMessageContaining("piece.file");
      }
      upload.write("x".repeat(4096), false, bytes(1));
    }
  }

  @Test
  void anImportHasNoMoreFilesThanItMay() throws IOException {
    try (Upload upload = Upload.begin(transfers)) {
      for (int file = 0; file < TransferLimits.FILES; file++) {
        upload.write("f", true, ByteString.EMPTY);
      }
      assertThatThrownBy(() -> upload.write("f", true, ByteString.EMPTY))
          .isInstanceOf(InvalidInputException.class)
          .hasMessageContaining("one of at most 1000 files");
    }
  }

  @Test
  void oneImportAndAllTogetherTakeNoMoreThanTheyMay() throws IOException {
    Upload first = Upload.begin(transfers);
    first.write("a", false, bytes(UPLOAD));
    assertThatThrownBy(() -> first.write("a", false, bytes(1)))
        .isInstanceOf(CapacityException.class)
        .hasMessageContaining("limits.upload_size");
    Upload second = Upload.begin(transfers);
    second.write("b", false, bytes(UPLOADS - UPLOAD));
    assertThatThrownBy(() -> second.write("b", false, bytes(1)))
        .isInstanceOf(CapacityException.class)
        .hasMessageContaining("limits.uploads_size");
    first.close();
    second.write("b", false, bytes(1));
    second.close();

    assertThat(left()).isZero();
  }

  @Test
  void asManyAreUnderWayAsMayAndOneThatEndsMakesRoomOnce() throws IOException {
    Upload first = Upload.begin(transfers);
    Upload second = Upload.begin(transfers);
    assertThatThrownBy(() -> Upload.begin(transfers))
        .isInstanceOf(CapacityException.class)
        .hasMessageContaining("limits.uploads_at_once");
    first.close();
    first.close();
    Upload third = Upload.begin(transfers);
    assertThatThrownBy(() -> Upload.begin(transfers)).isInstanceOf(CapacityException.class);
    second.close();
    third.close();
  }
}
