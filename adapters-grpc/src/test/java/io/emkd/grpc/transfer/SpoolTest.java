package io.emkd.grpc.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.CapacityException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk that files on their way share with everything else. */
class SpoolTest {
  @TempDir private Path folder;

  private Spool spool() {
    return new Spool(
        folder.resolve("made/when/needed"),
        new TransferLimits(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2, 1, 1, Duration.ofMinutes(5)));
  }

  @Test
  void eachCallHasADirectoryOfItsOwn() throws IOException {
    Spool spool = spool();
    Path first = spool.directory("import-");
    Path second = spool.directory("import-");

    assertThat(first).isEmptyDirectory().isNotEqualTo(second);
    assertThat(second).isEmptyDirectory();
  }

  @Test
  void theDiskIsNeverFilledToItsEnd() throws IOException {
    Spool spool = spool();
    spool.directory("import-");

    assertThatThrownBy(() -> spool.take(0, Long.MAX_VALUE / 4))
        .isInstanceOf(CapacityException.class)
        .hasMessageContaining("disk is full");
    spool.take(0, 1);
  }

  @Test
  void aDirectoryIsDeletedWithAllThatIsInIt() throws IOException {
    Path directory = spool().directory("export-");
    Files.writeString(Files.createDirectory(directory.resolve("inner")).resolve("file"), "x");
    Spool.delete(directory);
    Spool.delete(directory);

    assertThat(directory).doesNotExist();
  }
}
