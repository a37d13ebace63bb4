package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListInteractionsRequest;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a server that takes events. */
class AppendCrashTest {
  private static final int KILLS = 6;
  private static final int APPENDERS = 4;

  @TempDir Path folder;

  @Test
  void everyAcknowledgedEventIsThereAndNoneTwiceAfterKillsAtRandomMoments() throws Exception {
    Random random = new Random(4);
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    for (int kill = 0; kill < KILLS; kill++) {
      ServerProcess server = ServerProcess.start(folder);
      if (kill == 0) {
        DatasetServiceGrpc.newBlockingStub(server.channel())
            .createDataset(
                CreateDatasetRequest.newBuilder()
                    .setDataset(Dataset.newBuilder().setName("shop"))
                    .build());
      }
      AtomicBoolean stopped = new AtomicBoolean();
      int before = acknowledged.size();
      List<Thread> appenders = new ArrayList<>();
      for (int a = 0; a < APPENDERS; a++) {
        String name = kill + "-" + a + "-";
        Thread appender = new Thread(() -> append(server, name, stopped, sent, acknowledged));
        appender.start();
        appenders.add(appender);
      }
      awaitTrue(() -> acknowledged.size() >= before + 20);
      Thread.sleep(random.nextInt(500));
      server.kill();
      stopped.set(true);
      for (Thread appender : appenders) {
        appender.join();
      }
    }
    ServerProcess server = ServerProcess.start(folder);
    try {
      List<String> found = new ArrayList<>();
      for (int user = 0; user < 50; user++) {
        InteractionServiceGrpc.newBlockingStub(server.channel())
            .listInteractions(
                ListInteractionsRequest.newBuilder()
                    .setDataset("shop")
                    .setUserId("u" + user)
                    .setPageSize(1000)
                    .build())
            .getInteractionsList()
            .forEach(interaction -> found.add(interaction.getItemId()));
      }
      assertThat(acknowledged).hasSizeGreaterThan(100);
      assertThat(found).doesNotHaveDuplicates().containsAll(acknowledged);
      assertThat(sent).containsAll(found);
    } finally {
      server.kill();
    }
  }

  /** However slow the machine is: what is killed before anything was written shows nothing. */
  private static void awaitTrue(BooleanSupplier condition) throws InterruptedException {
    for (int wait = 0; wait < 12_000 && !condition.getAsBoolean(); wait++) {
      Thread.sleep(5);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  /** One event a request, each an item of its own; an unanswered one is sent once more. */
  private static void append(
      ServerProcess server,
      String name,
      AtomicBoolean stopped,
      Queue<String> sent,
      Queue<String> acknowledged) {
    var stub = InteractionServiceGrpc.newBlockingStub(server.channel());
    for (int e = 0; !stopped.get() && e < 5000; e++) {
      String id = name + e;
      AppendInteractionsRequest request =
          AppendInteractionsRequest.newBuilder()
              .setDataset("shop")
              .setRequestId(id)
              .addInteractions(Interaction.newBuilder().setUserId("u" + e % 50).setItemId(id))
              .build();
      sent.add(id);
      for (int time = 0; time < 2; time++) {
        try {
          stub.appendInteractions(request);
          acknowledged.add(id);
          break;
        } catch (StatusRuntimeException killed) {
          // The next server is asked again.
        }
      }
    }
  }
}
