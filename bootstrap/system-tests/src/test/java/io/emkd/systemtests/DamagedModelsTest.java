package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.emkd.domain.registry.ModelManifest;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelStore;
import io.emkd.server.EmkdServer;
import io.emkd.storage.artifact.ArtifactModelStore;
import io.emkd.storage.artifact.Sharing;
import io.emkd.storage.artifact.local.LocalArtifacts;
import io.emkd.v1.DamagedModel;
import io.emkd.v1.DeleteModelRequest;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListModelsResponse;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RollBackModelRequest;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A server that starts with a whole model among many of which one thing each is damaged. */
class DamagedModelsTest {
  @TempDir static Path folder;

  private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
  private static final Logger LOGGER =
      (Logger) LoggerFactory.getLogger("io.emkd.domain.error.DamagedArtifacts");

  private static EmkdServer server;
  private static ManagedChannel channel;
  private static ModelServiceGrpc.ModelServiceBlockingStub models;

  @BeforeAll
  static void startWithDamage() throws Exception {
    try (EmkdServer before = TestShop.server(folder)) {
      ManagedChannel own = TestShop.channel(before);
      TestShop.publishModel(own);
      own.shutdownNow();
    }
    ModelStore store =
        new ArtifactModelStore(new LocalArtifacts(folder.resolve("models"), Sharing.ONE_PROCESS));
    for (String name : List.of("manifest", "weights", "items", "routing", "retrained")) {
      copy(store, name);
      copy(store, name);
      store.serve(name, 2);
    }
    Files.writeString(folder.resolve("models/manifest/2/manifest.json"), "");
    flip(weights("weights"));
    Files.writeString(folder.resolve("models/items/2/items.json"), "[{}]");
    Files.writeString(folder.resolve("models/routing/routing.json"), "{");
    flip(weights("retrained"));

    LOG.start();
    LOGGER.addAppender(LOG);
    server = TestShop.server(folder, Map.of("emkd.warm-up", "0s"));
    channel = TestShop.channel(server);
    models = ModelServiceGrpc.newBlockingStub(channel);
  }

  private static void copy(ModelStore store, String name) {
    ModelStore.StoredModel shop = store.find(new ModelReference("shop", 1));
    ModelManifest m = shop.manifest();
    store.publish(
        new ModelManifest(
            name,
            0,
            m.trainingId(),
            m.createTime(),
            m.dataset(),
            m.datasetSummary(),
            m.datasetFingerprint(),
            m.configuration(),
            m.epoch(),
            m.validation(),
            m.environment()),
        shop.catalogue(),
        shop.popularity(),
        directory -> copyFiles(shop.weights(), directory));
  }

  private static void copyFiles(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        if (!copy.getFileName().toString().endsWith(".json")) {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Path weights(String name) throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("models").resolve(name).resolve("2"))) {
      return files.filter(f -> f.toString().contains(".data-")).findFirst().orElseThrow();
    }
  }

  private static void flip(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
  }

  @AfterAll
  static void stop() {
    LOGGER.detachAppender(LOG);
    channel.shutdownNow();
    server.close();
  }

  private static int answering(String model) {
    return RecommendationServiceGrpc.newBlockingStub(channel)
        .recommend(
            RecommendRequest.newBuilder()
                .setModel(model)
                .setItems(ItemSequence.newBuilder().addItemIds("i1"))
                .build())
        .getVersion();
  }

  private static void promote(String model) {
    models.promoteModel(PromoteModelRequest.newBuilder().setModel(model).build());
  }

  private static void assertLost(String model, String file) {
    assertThatThrownBy(() -> answering(model))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refused -> {
              assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.DATA_LOSS);
              assertThat(refused.getStatus().getDescription())
                  .contains(file)
                  .doesNotContain(folder.toString());
            });
  }

  private static List<DamagedModel> damaged(String name) {
    return models.listModels(ListModelsRequest.getDefaultInstance()).getDamagedList().stream()
        .filter(d -> d.getName().equals(name))
        .toList();
  }

  @Test
  void theWholeModelAnswersAndTheDamagedAreListedLoggedOnceAndCounted() throws Exception {
    assertThat(answering("shop")).isEqualTo(1);
    ListModelsResponse listed = models.listModels(ListModelsRequest.getDefaultInstance());
    assertThat(listed.getModelsList())
        .filteredOn(m -> m.getName().equals("shop"))
        .singleElement()
        .satisfies(shop -> assertThat(shop.getServing()).isTrue());
    assertThat(Metrics.scraped(server, "emkd_damaged_artifacts\\{kind=\"version\""))
        .isGreaterThanOrEqualTo(1);
    for (int again = 0; again < 20; again++) {
      assertLost("items@2", "items/2/items.json");
      models.listModels(ListModelsRequest.getDefaultInstance());
    }
    assertThat(damaged("items"))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getVersion()).isEqualTo(2);
              assertThat(d.getWhat()).isEqualTo("version");
              assertThat(d.getReason()).contains("items/2/items.json");
            });
    assertThat(LOG.list)
        .filteredOn(e -> e.getFormattedMessage().contains("items@2 is damaged"))
        .hasSize(1);
  }

  @Test
  void aDamagedManifestOfTheServingVersionFailsItsModelByNameUntilItIsRolledBackAndDeleted() {
    assertThat(damaged("manifest"))
        .singleElement()
        .satisfies(d -> assertThat(d.getReason()).contains("manifest/2/manifest.json"));
    assertLost("manifest", "manifest/2/manifest.json");
    assertLost("manifest@2", "manifest/2/manifest.json");
    assertThat(answering("manifest@1")).isEqualTo(1);
    assertThatThrownBy(() -> promote("manifest@2")).hasMessageContaining("DATA_LOSS");
    models.rollBackModel(RollBackModelRequest.newBuilder().setName("manifest").build());
    assertThat(answering("manifest")).isEqualTo(1);
    models.deleteModel(DeleteModelRequest.newBuilder().setModel("manifest@2").build());
    assertThat(damaged("manifest")).isEmpty();
  }

  @Test
  void damagedWeightsThatArePutRightServeAsSoonAsTheirVersionIsPromoted() throws Exception {
    assertLost("weights", "weights/2/");
    assertThat(damaged("weights")).hasSize(1);
    flip(weights("weights"));
    promote("weights@2");
    assertThat(answering("weights")).isEqualTo(2);
    assertThat(damaged("weights")).isEmpty();
  }

  @Test
  void withADamagedRoutingNothingIsGuessedAndAPromotionRepairsIt() {
    assertLost("routing", "routing/routing.json");
    assertLost("routing@stable", "routing/routing.json");
    assertThat(answering("routing@1")).isEqualTo(1);
    assertThat(answering("routing@2")).isEqualTo(2);
    assertThat(damaged("routing"))
        .singleElement()
        .satisfies(
            d -> {
              assertThat(d.getWhat()).isEqualTo("routing");
              assertThat(d.getVersion()).isZero();
            });
    assertThat(
            models.listModels(ListModelsRequest.getDefaultInstance()).getModelsList().stream()
                .filter(m -> m.getName().equals("routing")))
        .hasSize(2)
        .noneMatch(Model::getServing);
    promote("routing@1");
    assertThat(answering("routing")).isEqualTo(1);
    assertThat(damaged("routing")).isEmpty();
  }

  @Test
  void aTrainingReplacesAServingVersionThatIsDamaged() {
    assertLost("retrained", "retrained/2/");
    List<String> messages = new ArrayList<>();
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(TestShop.training("shop", "retrained", 1))
        .forEachRemaining(r -> messages.add(r.getEvent().getEnded().getMessage()));
    assertThat(messages.get(messages.size() - 1))
        .startsWith("published retrained@3; retrained@3 serves, since retrained@2 cannot: ");
    assertThat(answering("retrained")).isEqualTo(3);
    assertThat(damaged("retrained")).as("it stays until somebody deletes it").hasSize(1);
  }
}
