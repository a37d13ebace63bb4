package io.emkd.storage.artifact.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.storage.artifact.Artifacts;
import io.emkd.storage.artifact.ArtifactsContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Against S3Proxy, a real S3-compatible server, over its socket. */
class S3ArtifactsTest extends ArtifactsContract {
  private static S3Proxy server;
  private static S3AsyncClient client;
  private static S3Bucket models;

  @TempDir Path caches;
  private final String prefix = "some/where/" + UUID.randomUUID() + "/";

  @BeforeAll
  static void start() throws Exception {
    System.setProperty("aws.accessKeyId", "user");
    System.setProperty("aws.secretAccessKey", "secret");
    server = startServer();
    client = client(server);
    client.createBucket(request -> request.bucket("models")).join();
    models = bucket(server, "models");
  }

  private static S3Proxy startServer() throws Exception {
    S3Proxy started =
        S3Proxy.builder()
            .blobStore(new TransientNio2BlobStore())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .ignoreUnknownHeaders(true)
            .awsAuthentication(AuthenticationType.AWS_V4, "user", "secret")
            .build();
    started.start();
    return started;
  }

  private static S3AsyncClient client(S3Proxy server) {
    return S3AsyncClient.builder()
        .endpointOverride(endpoint(server))
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .build();
  }

  private static URI endpoint(S3Proxy server) {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }

  @AfterAll
  static void stop() throws Exception {
    models.close();
    client.close();
    server.stop();
    System.clearProperty("aws.accessKeyId");
    System.clearProperty("aws.secretAccessKey");
  }

  private static S3Bucket bucket(S3Proxy server, String name) {
    return new S3Bucket(
        new S3Bucket.Settings(name, Optional.of(endpoint(server)), Optional.empty()));
  }

  @Override
  protected Artifacts process() {
    return process(caches.resolve(UUID.randomUUID().toString()));
  }

  private Artifacts process(Path cache) {
    return new S3Artifacts(models, prefix, cache);
  }

  @Override
  protected void put(String key, byte[] content) {
    client
        .putObject(
            request -> request.bucket("models").key(prefix + key),
            AsyncRequestBody.fromBytes(content))
        .join();
  }

  @Test
  void aDamagedObjectIsRefusedByItsName() {
    process().write("shop/1", files("manifest.json", "weights/data"));
    put("shop/1/weights/data", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> process().open("shop/1"))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("s3://models/" + prefix + "shop/1")
        .hasMessageContaining("weights/data is damaged");
  }

  @Test
  void aMissingObjectIsRefusedByItsName() {
    process().write("shop/1", files("manifest.json", "weights/data"));
    client
        .deleteObject(request -> request.bucket("models").key(prefix + "shop/1/weights/data"))
        .join();
    assertThatThrownBy(() -> process().open("shop/1"))
        .isInstanceOf(CorruptArtifactException.class)
        .hasMessageContaining("weights/data is missing");
  }

  @Test
  void aDamagedLocalCopyIsFetchedAgain() throws IOException {
    Path cache = caches.resolve("own");
    process(cache).write("shop/1", files("weights"));
    Files.writeString(cache.resolve("shop/1/weights"), "rot");
    assertThat(process(cache).open("shop/1").resolve("weights")).hasContent("content of weights");
  }

  @Test
  void aLocalCopyIsNotFetchedAgain() throws IOException {
    Path cache = caches.resolve("own");
    Artifacts artifacts = process(cache);
    process().write("shop/1", files("weights"));
    artifacts.open("shop/1");
    put("shop/1/weights", new byte[] {9});
    assertThat(artifacts.open("shop/1").resolve("weights")).hasContent("content of weights");
  }

  @Test
  void aFileOfManyPartsArrivesWhole() throws IOException {
    byte[] large = new byte[40 << 20];
    new Random(1).nextBytes(large);
    process()
        .write(
            "shop/1",
            directory -> {
              try {
                Files.write(directory.resolve("weights"), large);
              } catch (IOException failed) {
                throw new UncheckedIOException(failed);
              }
            });
    assertThat(process().open("shop/1").resolve("weights")).hasBinaryContent(large);
  }

  @Test
  void whatAnUnfinishedWriteLeftIsNotThereAndItsPathIsTaken() {
    put("shop/1/claim", new byte[0]);
    put("shop/1/weights", new byte[] {1});
    assertThat(process().directories("shop")).isEmpty();
    assertThat(process().write("shop/1", files("weights"))).isFalse();
    Artifacts artifacts = process();
    artifacts.sweep("shop");
    assertThat(artifacts.write("shop/1", files("weights")))
        .as("another process may still be at it")
        .isFalse();
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> bucket(server, "nowhere"))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("s3://nowhere/");
  }

  @Test
  void aServerThatIsAwayIsUnavailableAndKnownTextsStillAnswer() throws Exception {
    S3Proxy passing = startServer();
    try (S3AsyncClient own = client(passing)) {
      own.createBucket(request -> request.bucket("models")).join();
    }
    try (S3Bucket bucket = bucket(passing, "models")) {
      Artifacts artifacts = new S3Artifacts(bucket, prefix, caches);
      artifacts.write("shop/1", files("weights"));
      artifacts.change("shop/routing.json", before -> "one");
      passing.stop();
      assertThatThrownBy(() -> artifacts.open("shop/1")).isInstanceOf(UnavailableException.class);
      Thread.sleep(1500);
      assertThat(artifacts.text("shop/routing.json")).contains("one");
    }
  }

  /**
   * One inside the other: S3Proxy's reads are not atomic as Amazon's are, so threads would not do.
   */
  @Test
  void aChangeThatComesBetweenIsNotLost() {
    Artifacts artifacts = process();
    Artifacts other = process();
    for (String stage : List.of("created", "replaced")) {
      List<String> seen = new ArrayList<>();
      String changed =
          artifacts.change(
              "shop/text",
              text -> {
                if (seen.isEmpty()) {
                  other.change("shop/text", own -> own.orElse("") + "[other " + stage + "]");
                }
                seen.add(text.orElse(""));
                return text.orElse("") + "[" + stage + "]";
              });
      assertThat(seen).hasSize(2);
      assertThat(changed).endsWith("[other " + stage + "][" + stage + "]");
    }
    assertThat(process().text("shop/text"))
        .contains("[other created][created][other replaced][replaced]");
  }
}
