package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code serve} ends where it cannot start, as docs/cli.md says; StopTest has the rest. */
class ServeStatusTest {
  @TempDir Path folder;

  private Said serve(String... more) {
    List<String> all = new ArrayList<>(List.of("serve", "--data-dir", folder.toString()));
    all.addAll(List.of("--metrics-port", "-1", "--http-port", "-1", "--device", "cpu"));
    all.addAll(List.of(more));
    return Said.by(all.toArray(String[]::new));
  }

  @Test
  void aPortThatIsTakenIsStatus1() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      Said said = serve("--port", String.valueOf(taken.getLocalPort()));
      assertThat(said.err()).contains("Address already in use", "--port");
      assertThat(said.status()).isEqualTo(1);
    }
  }

  @Test
  void aDatabaseThatCannotBeUsedIsStatus1() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    Said said =
        serve("--port", "0", "--database-url", "jdbc:postgresql://localhost:" + free + "/x");
    assertThat(said.err()).contains("localhost:" + free + "/x cannot be used");
    assertThat(said.status()).isEqualTo(1);
  }

  @Test
  void aSettingThatCannotBeIsStatus2() {
    Said said = serve("--port", "0", "--roles", "cooking");
    assertThat(said.err()).contains("roles is 'cooking' but must be serving, training, or both");
    assertThat(said.status()).isEqualTo(2);
  }
}
