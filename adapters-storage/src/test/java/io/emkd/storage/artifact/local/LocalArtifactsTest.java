package io.emkd.storage.artifact.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.storage.artifact.Artifacts;
import io.emkd.storage.artifact.ArtifactsContract;
import io.emkd.storage.artifact.Sharing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArtifactsTest extends ArtifactsContract {
  @TempDir Path root;

  @Override
  protected Artifacts process() {
    return new LocalArtifacts(root, Sharing.SEVERAL_PROCESSES);
  }

  @Override
  protected void put(String path, byte[] content) throws IOException {
    Files.write(root.resolve(path), content);
  }

  @Test
  void noChangeOfATextIsLost() throws InterruptedException {
    Artifacts artifacts = process();
    artifacts.write("shop/1", files("weights"));
    List<Thread> changers = new ArrayList<>();
    for (int c = 0; c < 3; c++) {
      Thread changer =
          new Thread(
              () -> {
                for (int i = 0; i < 5; i++) {
                  artifacts.change(
                      "shop/count", text -> "" + (Integer.parseInt(text.orElse("0")) + 1));
                }
              });
      changer.start();
      changers.add(changer);
    }
    for (Thread changer : changers) {
      changer.join();
    }
    assertThat(process().text("shop/count")).contains("15");
  }
}
