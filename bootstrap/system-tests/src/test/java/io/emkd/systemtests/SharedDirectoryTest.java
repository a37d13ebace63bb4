package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.server.EmkdServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models and trainings belong to one database. */
class SharedDirectoryTest {
  @TempDir Path folder;

  private EmkdServer server(String data, Path shared) {
    return TestShop.server(folder.resolve(data), Map.of("emkd.shared-dir", shared.toString()));
  }

  @Test
  void aSecondServerWithAnEmbeddedDatabaseOfItsOwnIsRefusedUntilTheFirstHasStopped()
      throws Exception {
    Path shared = folder.resolve("shared");
    Path link = folder.resolve("link");
    try (EmkdServer first = server("one", shared)) {
      Files.createSymbolicLink(link, shared);
      for (Path same : List.of(shared, link)) {
        assertThatThrownBy(() -> server("two", same).close())
            .rootCause()
            .hasMessageContaining("another server with an embedded database of its own uses")
            .hasMessageContaining("shared_dir");
      }
      assertThat(first.port()).isPositive();
    }
    server("two", shared).close();
  }

  @Test
  void aServerWhoseDataDirectoryIsSharedByAnotherIsProtectedToo() {
    try (EmkdServer first = TestShop.server(folder.resolve("one"))) {
      assertThatThrownBy(() -> server("two", folder.resolve("one")).close())
          .rootCause()
          .hasMessageContaining("another server with an embedded database of its own uses");
      assertThat(first.port()).isPositive();
    }
  }
}
