package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.v1.AppendInteractionsRequest;
import io.emkd.v1.CancelTrainingRequest;
import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.Interaction;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.ListInteractionsRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainResponse;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.emkd.v1.WatchTrainingRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes on one PostgreSQL, and what becomes of them when it is killed. */
class SeveralServersTest {
  private static final int EPOCHS = 60;

  @TempDir Path folder;
  private Postgres postgres;
  private final List<ServerProcess> servers = new ArrayList<>();

  @BeforeEach
  void startPostgres() {
    postgres = Postgres.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    for (ServerProcess server : servers) {
      server.kill();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private ServerProcess server(String roles) throws Exception {
    Path own = folder.resolve("own" + servers.size());
    ServerProcess server =
        ServerProcess.start(own, postgres.settings(roles, folder.resolve("shared").toString()));
    servers.add(server);
    return server;
  }

  private static int version(ServerProcess server) {
    return RecommendationServiceGrpc.newBlockingStub(server.channel())
        .recommend(
            RecommendRequest.newBuilder()
                .setModel("shop")
                .setItems(ItemSequence.newBuilder().addItemIds("i1"))
                .build())
        .getVersion();
  }

  private static void awaitServing(ServerProcess server) throws InterruptedException {
    HealthCheckRequest recommendations =
        HealthCheckRequest.newBuilder().setService(RecommendationServiceGrpc.SERVICE_NAME).build();
    while (HealthGrpc.newBlockingStub(server.channel()).check(recommendations).getStatus()
        != ServingStatus.SERVING) {
      Thread.sleep(100);
    }
  }

  @Test
  void aDeadTrainersJobIsFinishedByAnotherAndAllReplicasServeWhatItPublishes() throws Exception {
    ServerProcess one = server("serving");
    ServerProcess other = server("serving");
    TestShop.importText(one.channel(), "shop", TestShop.interactions(200));
    TrainRequest request = TestShop.training("shop", "shop", EPOCHS);
    Iterator<TrainResponse> events =
        TrainingServiceGrpc.newBlockingStub(one.channel())
            .train(
                request.toBuilder()
                    .setOptions(
                        request.getOptions().toBuilder()
                            .setCheckpointSteps(1)
                            .setFirstValidationEpoch(EPOCHS))
                    .build());
    String id = events.next().getEvent().getAccepted().getId();
    ServerProcess trainer = server("training");
    Map<Long, Double> losses = new HashMap<>();
    // A step is told before its checkpoint is written, and after those of the steps before it.
    while (losses.keySet().stream().allMatch(step -> step < 2)) {
      TestShop.losses(losses, events.next().getEvent());
    }
    trainer.kill();
    assertThatThrownBy(() -> version(other)).hasMessageContaining("NOT_FOUND");
    ServerProcess second = server("training");

    List<TrainingEvent> watched = new ArrayList<>();
    TrainingServiceGrpc.newBlockingStub(other.channel())
        .watchTraining(WatchTrainingRequest.newBuilder().setTrainingId(id).build())
        .forEachRemaining(response -> watched.add(response.getEvent()));

    Training ended = watched.get(watched.size() - 1).getEnded();
    assertThat(ended.getMessage()).isEqualTo("published shop@1; shop@1 serves");
    assertThat(ended.getState()).isEqualTo(TrainingState.TRAINING_STATE_SUCCEEDED);
    assertThat(watched)
        .as("the second trainer goes on where the first was")
        .anySatisfy(event -> assertThat(event.getStarted().getFirstStep()).isPositive());
    // To a client that balances by health, one that waits to be asked would never be.
    awaitServing(one);
    awaitServing(other);
    assertThat(version(one)).isEqualTo(1);
    assertThat(version(other)).isEqualTo(1);
    assertThat(second.process().isAlive()).isTrue();
  }

  @Test
  void aTrainerThatStalledBeyondItsLeaseStopsWhenItFindsAnotherHasItsJob() throws Exception {
    ServerProcess serving = server("serving");
    TestShop.importText(serving.channel(), "shop", TestShop.interactions(200));
    TrainRequest request = TestShop.training("shop", "shop", 100_000);
    Iterator<TrainResponse> events =
        TrainingServiceGrpc.newBlockingStub(serving.channel())
            .train(
                request.toBuilder()
                    .setOptions(
                        request.getOptions().toBuilder()
                            .setCheckpointSteps(1)
                            .setFirstValidationEpoch(100_000))
                    .build());
    String id = events.next().getEvent().getAccepted().getId();
    ServerProcess stalled = server("training");
    while (!events.next().getEvent().hasStep()) {
      // The events before it say nothing of who owns it.
    }
    String firstOwner = owner(id);
    signal(stalled, "STOP");
    server("training");
    for (int wait = 0; owner(id).equals(firstOwner) && wait < 600; wait++) {
      Thread.sleep(100);
    }
    assertThat(owner(id)).isNotEqualTo(firstOwner);
    signal(stalled, "CONT");
    Thread.sleep(4000);
    assertThat(owner(id)).as("the stalled trainer does not take it back").isNotEqualTo(firstOwner);
    TrainingServiceGrpc.newBlockingStub(serving.channel())
        .cancelTraining(CancelTrainingRequest.newBuilder().setTrainingId(id).build());
    Training ended = null;
    while (events.hasNext()) {
      ended = events.next().getEvent().getEnded();
    }
    assertThat(ended.getState()).isEqualTo(TrainingState.TRAINING_STATE_CANCELLED);
    Set<Path> left = checkpoints(id);
    Thread.sleep(3000);
    assertThat(checkpoints(id)).as("nobody trains on").isEqualTo(left);
  }

  private String owner(String id) throws SQLException {
    try (Connection connection = postgres.connect();
        PreparedStatement query =
            connection.prepareStatement("SELECT owner FROM training WHERE id = ?")) {
      query.setString(1, id);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return String.valueOf(row.getString(1));
      }
    }
  }

  private static void signal(ServerProcess server, String signal) throws Exception {
    int status =
        new ProcessBuilder("kill", "-" + signal, String.valueOf(server.process().pid()))
            .start()
            .waitFor();
    assertThat(status).isZero();
  }

  private Set<Path> checkpoints(String id) throws IOException {
    try (Stream<Path> files =
        Files.list(
            folder.resolve("shared").resolve("trainings").resolve(id).resolve("checkpoints"))) {
      return files.collect(Collectors.toSet());
    }
  }

  @Test
  void whilePostgresIsAwayErrorsAreUnavailableAndNothingAcknowledgedIsLost() throws Exception {
    ServerProcess server = server("serving,training");
    DatasetServiceGrpc.newBlockingStub(server.channel())
        .createDataset(
            CreateDatasetRequest.newBuilder()
                .setDataset(Dataset.newBuilder().setName("shop"))
                .build());
    Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
    Queue<Status.Code> errors = new ConcurrentLinkedQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> appenders = new ArrayList<>();
    for (int a = 0; a < 4; a++) {
      String name = "a" + a + "-";
      Thread appender = new Thread(() -> append(server, name, stop, acknowledged, errors));
      appender.start();
      appenders.add(appender);
    }
    for (int kill = 0; kill < 2; kill++) {
      Thread.sleep(1500);
      int errorsBefore = errors.size();
      postgres.kill();
      // Short absences are bridged; wait for one that is not.
      for (int wait = 0; errors.size() == errorsBefore && wait < 300; wait++) {
        Thread.sleep(100);
      }
      assertThat(errors.size()).isGreaterThan(errorsBefore);
      postgres.startAgain();
      int before = acknowledged.size();
      for (int wait = 0; acknowledged.size() <= before && wait < 200; wait++) {
        Thread.sleep(100);
      }
      assertThat(acknowledged.size()).as("the service recovers by itself").isGreaterThan(before);
    }
    stop.set(true);
    for (Thread appender : appenders) {
      appender.join();
    }
    assertThat(errors).isNotEmpty().containsOnly(Status.Code.UNAVAILABLE);
    List<String> found = new ArrayList<>();
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT i.item_key FROM interaction n JOIN item i ON i.id = n.item_id")) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    assertThat(found).doesNotHaveDuplicates().containsAll(acknowledged);
    assertThat(
            InteractionServiceGrpc.newBlockingStub(server.channel())
                .listInteractions(
                    ListInteractionsRequest.newBuilder().setDataset("shop").setUserId("u1").build())
                .getInteractionsList())
        .isNotEmpty();
  }

  /** Each event is sent until it is acknowledged. */
  private static void append(
      ServerProcess server,
      String name,
      AtomicBoolean stop,
      Queue<String> acknowledged,
      Queue<Status.Code> errors) {
    var stub = InteractionServiceGrpc.newBlockingStub(server.channel());
    for (int e = 0; !stop.get(); e++) {
      String id = name + e;
      AppendInteractionsRequest request =
          AppendInteractionsRequest.newBuilder()
              .setDataset("shop")
              .setRequestId(id)
              .addInteractions(Interaction.newBuilder().setUserId("u" + e % 20).setItemId(id))
              .build();
      for (boolean done = false; !done && !stop.get(); ) {
        try {
          stub.appendInteractions(request);
          acknowledged.add(id);
          done = true;
        } catch (StatusRuntimeException failed) {
          errors.add(failed.getStatus().getCode());
        }
      }
    }
  }
}
