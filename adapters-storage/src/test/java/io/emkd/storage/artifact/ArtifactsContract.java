package io.emkd.storage.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.NotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every place for artifacts does. */
public abstract class ArtifactsContract {
  /** The place as one process sees it; each call is another process. */
  protected abstract Artifacts process();

  /** Puts a file there as no process of ours would. */
  protected abstract void put(String path, byte[] content) throws IOException;

  protected static Consumer<Path> files(String... names) {
    return directory -> {
      for (String name : names) {
        try {
          Files.createDirectories(directory.resolve(name).getParent());
          Files.writeString(directory.resolve(name), "content of " + name);
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      }
    };
  }

  @Test
  void aWrittenDirectoryIsSeenAndReadByAnotherProcess() throws IOException {
    assertThat(process().write("shop/1", files("manifest.json", "weights/data"))).isTrue();
    Artifacts other = process();
    assertThat(other.roots()).containsExactly("shop");
    assertThat(other.directories("shop")).containsExactly("1");
    Path opened = other.open("shop/1");
    assertThat(opened.resolve("weights/data")).hasContent("content of weights/data");
    assertThat(other.text("shop/1/manifest.json")).contains("content of manifest.json");
  }

  @Test
  void aPathIsWrittenOnce() {
    Artifacts artifacts = process();
    assertThat(artifacts.write("shop/1", files("first"))).isTrue();
    assertThat(process().write("shop/1", files("second"))).isFalse();
    assertThat(artifacts.open("shop/1").resolve("first")).exists();
    assertThat(artifacts.open("shop/1").resolve("second")).doesNotExist();
  }

  @Test
  void ofManyWhoWriteOnePathOneDoes() throws InterruptedException {
    AtomicInteger written = new AtomicInteger();
    List<Thread> writers = new ArrayList<>();
    for (int w = 0; w < 6; w++) {
      Artifacts own = process();
      Thread writer =
          new Thread(
              () -> {
                if (own.write("shop/7", files("weights"))) {
                  written.incrementAndGet();
                }
              });
      writer.start();
      writers.add(writer);
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertThat(written).hasValue(1);
    assertThat(process().directories("shop")).containsExactly("7");
  }

  @Test
  void whatCouldNotBeWrittenLeavesNothing() {
    Artifacts artifacts = process();
    assertThatThrownBy(
            () ->
                artifacts.write(
                    "shop/1",
                    directory -> {
                      files("half").accept(directory);
                      throw new IllegalStateException("out of luck");
                    }))
        .hasMessage("out of luck");
    assertThat(artifacts.directories("shop")).isEmpty();
    assertThat(artifacts.write("shop/1", files("whole"))).isTrue();
  }

  @Test
  void aRemovedDirectoryIsGoneForAllAndItsPathIsFree() {
    Artifacts artifacts = process();
    artifacts.write("shop/1", files("first"));
    Artifacts other = process();
    other.open("shop/1");
    artifacts.remove("shop/1");
    assertThat(other.directories("shop")).isEmpty();
    assertThatThrownBy(() -> other.open("shop/1")).isInstanceOf(NotFoundException.class);
    artifacts.write("shop/1", files("second"));
    assertThat(other.open("shop/1").resolve("second")).exists();
    assertThat(other.open("shop/1").resolve("first")).doesNotExist();
    artifacts.remove("shop/none");
  }

  @Test
  void aTextThatIsNotThereIsLookedForEachTime() {
    Artifacts reader = process();
    assertThat(reader.text("shop/text")).isEmpty();
    process().write("shop/1", files("weights"));
    process().change("shop/text", before -> "there");
    assertThat(reader.text("shop/text")).contains("there");
  }

  @Test
  void aTextThatIsNoneIsRefusedByItsPathChangedByNobodyAndCanBeReplaced() throws IOException {
    process().write("shop/1", files("weights"));
    put("shop/text", new byte[] {'{', (byte) 0xff, (byte) 0xfe});
    Artifacts artifacts = process();
    assertThatThrownBy(() -> artifacts.text("shop/text"))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("shop/text")
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> artifacts.change("shop/text", before -> "guessed"))
        .isInstanceOf(CorruptArtifactException.class);
    artifacts.replace("shop/text", "mended");
    assertThat(artifacts.text("shop/text")).contains("mended");
    assertThat(process().change("shop/text", before -> before.orElse("") + "!"))
        .isEqualTo("mended!");
  }

  @Test
  void aForgottenTextIsReadAnew() throws IOException {
    process().write("shop/1", files("weights"));
    put("shop/text", "old".getBytes(StandardCharsets.UTF_8));
    Artifacts artifacts = process();
    assertThat(artifacts.text("shop/text")).contains("old");
    put("shop/text", "new".getBytes(StandardCharsets.UTF_8));
    artifacts.forget("shop/text");
    assertThat(artifacts.text("shop/text")).contains("new");
  }

  @Test
  void aTextThatAnotherProcessChangedIsSeenSoon() throws InterruptedException {
    process().write("shop/1", files("weights"));
    process().change("shop/text", before -> "old");
    Artifacts reader = process();
    assertThat(reader.text("shop/text")).contains("old");
    process().change("shop/text", before -> "new");
    for (int attempt = 0; !reader.text("shop/text").get().equals("new"); attempt++) {
      assertThat(attempt).isLessThan(100);
      Thread.sleep(100);
    }
  }
}
