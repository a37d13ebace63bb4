package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emkd.grpc.call.RequestId;
import io.emkd.v1.DeleteModelRequest;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server writes to standard error, all of it. */
class LogsTest {
  private static final String SECRET = "s3cr3t-of-nobody-else";

  @TempDir Path folder;

  /** What ./emkd keeps from the log: TensorFlow writes it past every log that Java has. */
  private static Pattern noise() throws IOException {
    Matcher told =
        Pattern.compile("^noise='(.*)'$", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of(System.getProperty("project.root"), "emkd")));
    assertThat(told.find()).isTrue();
    return Pattern.compile(told.group(1));
  }

  @Test
  void aDayOfAServerIsInItsLogAsJsonAndNothingElseIs() throws Exception {
    Path log = folder.resolve("log");
    ServerProcess server =
        ServerProcess.start(
            folder.resolve("data"),
            Map.of("EMKD_LOG_FORMAT", "json", "EMKD_WARM_UP", "0s"),
            ProcessBuilder.Redirect.to(log.toFile()));
    try {
      TestShop.publishModel(server.channel());
      TrainingServiceGrpc.newBlockingStub(server.channel())
          .train(TestShop.training("shop", "shop", 2))
          .forEachRemaining(event -> {});
      var models = ModelServiceGrpc.newBlockingStub(server.channel());
      models.promoteModel(PromoteModelRequest.newBuilder().setModel("shop@2").build());
      models.promoteModel(PromoteModelRequest.newBuilder().setModel("shop@1").build());
      models.deleteModel(DeleteModelRequest.newBuilder().setModel("shop@2").build());
      InteractionServiceGrpc.newBlockingStub(server.channel())
          .deleteUser(DeleteUserRequest.newBuilder().setDataset("shop").setUserId("u7").build());
      Metadata id = new Metadata();
      id.put(RequestId.HEADER, "call-7");
      assertThatThrownBy(
              () ->
                  RecommendationServiceGrpc.newBlockingStub(server.channel())
                      .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(id))
                      .recommend(
                          RecommendRequest.newBuilder()
                              .setModel("missing")
                              .setUserId("u1")
                              .build()))
          .isInstanceOf(StatusRuntimeException.class);
      server.process().destroy();
      assertThat(server.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      server.kill();
    }
    List<String> messages = new ArrayList<>();
    List<String> ofTheCall = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      if (noise().matcher(line).find()) {
        continue;
      }
      JsonNode entry = new ObjectMapper().readTree(line);
      messages.add(entry.get("formattedMessage").asText());
      if (entry.get("mdc").path("request_id").asText().equals("call-7")) {
        ofTheCall.add(entry.get("formattedMessage").asText());
      }
    }
    for (String told :
        List.of(
            "ready: gRPC on 127.0.0.1 port \\d+.*",
            "dataset shop was imported: 480 interactions of 60 users",
            "training \\S+ of model shop on dataset shop is accepted",
            "training \\S+ of model shop begins on cpu at step 0 .*",
            "training \\S+ of model shop published shop@1",
            "training \\S+ of model shop is SUCCEEDED: .*",
            "shop@1 serves, in the place of version 2",
            "shop@2 is deleted",
            "a user of dataset shop was deleted, with 8 interactions",
            "stopping; .*")) {
      assertThat(messages).as(told).anyMatch(message -> message.matches(told));
    }
    assertThat(ofTheCall).hasSize(1);
    assertThat(ofTheCall.get(0))
        .startsWith(
            "emkd.v1.RecommendationService/Recommend is answered NOT_FOUND: model 'missing'");
  }

  @Test
  void noLevelOfTheLogTellsASecret() throws IOException, InterruptedException {
    Path log = folder.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.emkd.bootstrap.Main",
                "serve",
                "--port",
                "0",
                "--metrics-port",
                "-1",
                "--http-port",
                "-1",
                "--database-url",
                "jdbc:postgresql://localhost:1/emkd",
                "--shared-dir",
                "s3://bucket/emkd",
                "--s3-endpoint",
                "http://localhost:1",
                "--data-dir",
                folder.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "EMKD_LOG_LEVEL", "TRACE",
                "EMKD_S3_REGION", "eu-central-1",
                "EMKD_DATABASE_PASSWORD", SECRET,
                "AWS_ACCESS_KEY_ID", "somebody",
                "AWS_SECRET_ACCESS_KEY", SECRET));
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isNotZero();
    assertThat(Files.readString(log))
        .contains("jdbc:postgresql://localhost:1")
        .doesNotContain(SECRET);
  }
}
