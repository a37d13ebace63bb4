package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.EmkdServer;
import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ManagedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code emkd models condense}, against a real server. */
class CondenseTest {
  @TempDir static Path data;
  private static EmkdServer server;
  private static ManagedChannel channel;

  @BeforeAll
  static void publishAnEnsemble() {
    server = TestShop.server(data);
    channel = TestShop.channel(server);
    TestShop.importText(channel, "shop", TestShop.interactions(300));
    TrainingServiceGrpc.newBlockingStub(channel)
        .train(TestShop.training("shop", "shop", 20))
        .forEachRemaining(event -> {});
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    server.close();
  }

  private static Said emkd(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("--target", "localhost:" + server.port()));
    return Said.by(command.toArray(String[]::new));
  }

  private static Model model(String name) {
    return ModelServiceGrpc.newBlockingStub(channel)
        .getModel(GetModelRequest.newBuilder().setModel(name).build())
        .getModel();
  }

  private static double ndcg(Model model) {
    return model.getValidationOrThrow("NDCG@10");
  }

  @Test
  void oneNetworkThatLearntFromAVersionIsAVersionOfItsOwn() throws Exception {
    Said said = emkd("models", "condense", "shop@1", "--model", "small");

    assertThat(said.status()).as(said.err()).isZero();
    Model teacher = model("shop@1");
    Model student = model("small@1");
    assertThat(said.out())
        .contains(
            String.format(
                "small@1 has one network and validation NDCG@10 %.4f; its teacher shop@1 has 2 and %.4f",
                ndcg(student), ndcg(teacher)));
    assertThat(student.getOptions().getNetworks()).isEqualTo(1);
    assertThat(student.getOptions().getTeacher()).isEqualTo("shop@1");
    assertThat(student.getOptions().getMaxLength()).isEqualTo(teacher.getOptions().getMaxLength());
    assertThat(student.getDataset()).isEqualTo("shop");
    assertThat(ndcg(student)).isGreaterThan(0.9 * ndcg(teacher));
    assertThat(Files.readString(data.resolve("models/small/1/model-card.md")))
        .contains("| teacher | shop@1 |");
    assertThat(emkd("recommend", "--model", "small", "--items", "i1,i2,i3").status()).isZero();
  }

  @Test
  void whatCannotTeachIsRefusedBeforeAnythingIsTrained() {
    refused(
        1, "model 'shop@7' does not exist; its versions are [1]", "models", "condense", "shop@7");
    refused(
        2,
        "--set has networks, but a version is condensed to one network",
        "models",
        "condense",
        "shop@1",
        "--set",
        "networks=2");
    refused(
        2,
        "max_length is 5 but must be 6, as of the teacher shop@1",
        "models",
        "condense",
        "shop@1",
        "--set",
        "max_length=5");
    refused(
        2,
        "objective is next_item but must be masked, since one of the encoders sees more than the"
            + " items before a position: [SASREC] and BERT4REC of the teacher shop@1",
        "models",
        "condense",
        "shop@1",
        "--set",
        "objective=next_item");
    refused(
        2,
        "teacher is 'shop' but must be NAME@VERSION",
        "train",
        "--dataset",
        "shop",
        "--model",
        "other",
        "--set",
        "teacher=shop");
    TestShop.importText(channel, "larger", TestShop.interactions(300));
    InteractionServiceGrpc.newBlockingStub(channel)
        .appendInteractions(
            AppendInteractionsRequest.newBuilder()
                .setDataset("larger")
                .addInteractions(Interaction.newBuilder().setUserId("u1").setItemId("i99"))
                .build());
    refused(
        1,
        "teacher shop@1 knows 20 items and the training has 21, of which it does not know 1;",
        "models",
        "condense",
        "shop@1",
        "--dataset",
        "larger");
  }

  private static void refused(int status, String why, String... command) {
    Said said = emkd(command);
    assertThat(said.err()).contains(why);
    assertThat(said.out()).isEmpty();
    assertThat(said.status()).isEqualTo(status);
  }
}
