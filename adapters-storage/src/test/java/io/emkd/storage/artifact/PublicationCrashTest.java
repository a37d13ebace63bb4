package io.emkd.storage.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.dataset.ItemPopularity;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.storage.artifact.local.LocalArtifacts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a process that publishes versions of a model. */
class PublicationCrashTest {
  private static final int WEIGHT_BYTES = 1 << 20;

  @TempDir Path root;

  /** Publishes version after version; where {@code stopInside}, says so and waits to be killed. */
  static final class Publisher {
    public static void main(String[] arguments) {
      ArtifactModelStore store =
          new ArtifactModelStore(new LocalArtifacts(Path.of(arguments[0]), Sharing.ONE_PROCESS));
      boolean stopInside = Boolean.parseBoolean(arguments[1]);
      while (true) {
        ModelManifest published =
            store.publish(
                SmallModel.manifest("shop", Map.of()),
                new ItemCatalogue(List.of(new Item("a", "", List.of())), List.of()),
                new ItemPopularity(new int[] {0, 1}),
                directory -> {
                  write(directory.resolve("variables.index"));
                  if (stopInside) {
                    System.out.println("inside");
                    sleepUntilKilled();
                  }
                  write(directory.resolve("variables.data-00000-of-00001"));
                });
        System.out.println(published.version());
      }
    }

    private static void write(Path file) {
      try {
        Files.write(file, new byte[WEIGHT_BYTES]);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private static void sleepUntilKilled() {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Process publisher(Path root, boolean stopInside) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Publisher.class.getName(),
            root.toString(),
            String.valueOf(stopInside))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void aVersionWhosePublicationWasKilledHalfWayIsNotThereAndItsRemainsAreRemoved()
      throws Exception {
    Process victim = publisher(root, true);
    assertThat(output(victim).readLine()).isEqualTo("inside");
    victim.destroyForcibly().waitFor();
    assertThat(root.resolve("shop")).isNotEmptyDirectory();

    ArtifactModelStore restarted =
        new ArtifactModelStore(new LocalArtifacts(root, Sharing.ONE_PROCESS));

    assertThat(restarted.list()).isEmpty();
    assertThat(root.resolve("shop")).isEmptyDirectory();
  }

  @Test
  void aKillAtAnyMomentLeavesEveryAcknowledgedVersionAndOnlyWholeOnes() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    int acknowledged = 0;
    for (int round = 0; round < 8; round++) {
      Process victim = publisher(root, false);
      try (BufferedReader versions = output(victim)) {
        acknowledged = Integer.parseInt(versions.readLine());
        Thread.sleep(random.nextInt(200));
        // Through the handle, which leaves the output to be read.
        victim.toHandle().destroyForcibly();
        victim.waitFor();
        for (String line = versions.readLine(); line != null; line = versions.readLine()) {
          acknowledged = Integer.parseInt(line);
        }
      }
      ArtifactModelStore restarted =
          new ArtifactModelStore(new LocalArtifacts(root, Sharing.ONE_PROCESS));
      List<ModelManifest> listed = restarted.list();
      assertThat(listed).hasSizeGreaterThanOrEqualTo(acknowledged);
      for (ModelManifest version : listed) {
        Path weights = restarted.find(new ModelReference("shop", version.version())).weights();
        assertThat(weights.resolve("variables.index")).hasSize(WEIGHT_BYTES);
        assertThat(weights.resolve("variables.data-00000-of-00001")).hasSize(WEIGHT_BYTES);
      }
      try (var entries = Files.list(root.resolve("shop"))) {
        assertThat(entries.filter(Files::isDirectory)).hasSize(listed.size());
      }
    }
  }
}
