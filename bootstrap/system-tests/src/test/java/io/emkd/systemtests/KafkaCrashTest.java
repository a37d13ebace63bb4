package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListInteractionsRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of the broker and of the server, in turn, while events come. */
class KafkaCrashTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final int ROUNDS = 2;

  @TempDir Path folder;

  private ServerProcess server(KafkaBroker broker) throws Exception {
    return ServerProcess.start(
        folder.resolve("data"),
        Map.of("EMKD_EVENTS", broker.events("views", "shop", ""), "EMKD_WARM_UP", "0s"));
  }

  @Test
  void nothingIsLostAndNothingIsThereTwiceWhoeverIsKilledWhileEventsCome() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(folder.resolve("broker"))) {
      broker.createTopic("views", 4);
      ServerProcess server = server(broker);
      try {
        var unused =
            DatasetServiceGrpc.newBlockingStub(server.channel())
                .createDataset(
                    CreateDatasetRequest.newBuilder()
                        .setDataset(Dataset.newBuilder().setName("shop"))
                        .build());
        KafkaLoad load = new KafkaLoad(broker, "views");
        for (int round = 0; round < ROUNDS; round++) {
          awaitMore(server);
          server.kill();
          server = server(broker);
          awaitMore(server);
          assertThat(load.isSending()).isTrue();
          broker.kill();
          broker.startAgain();
        }
        load.awaitEnd();
        ServerProcess last = server;
        await()
            .atMost(LONG)
            .untilAsserted(() -> assertThat(count(last)).isGreaterThanOrEqualTo(KafkaLoad.EVENTS));
        assertThat(count(last)).isEqualTo(KafkaLoad.EVENTS);
        for (int user = 0; user < KafkaLoad.USERS; user++) {
          assertThat(items(last, "u" + user)).isEqualTo(KafkaLoad.items());
        }
      } finally {
        server.kill();
      }
    }
  }

  /** Returns in the midst of events that come. */
  private static void awaitMore(ServerProcess server) {
    int before = count(server);
    await().atMost(LONG).until(() -> count(server) > before);
  }

  private static int count(ServerProcess server) {
    int count = 0;
    for (int user = 0; user < KafkaLoad.USERS; user++) {
      count += items(server, "u" + user).size();
    }
    return count;
  }

  /** Oldest first. */
  private static List<String> items(ServerProcess server, String user) {
    List<String> items = new ArrayList<>();
    for (Interaction interaction :
        InteractionServiceGrpc.newBlockingStub(server.channel())
            .listInteractions(
                ListInteractionsRequest.newBuilder()
                    .setDataset("shop")
                    .setUserId(user)
                    .setPageSize(1000)
                    .build())
            .getInteractionsList()) {
      items.add(interaction.getItemId());
    }
    Collections.reverse(items);
    return items;
  }
}
