package io.emkd.bootstrap.cli;

import com.google.protobuf.util.Timestamps;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DeleteInteractionsRequest;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.ListDatasetsResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "datasets",
    description = "Lists datasets; removes a user's or old interactions.",
    mixinStandardHelpOptions = true)
final class DatasetsCommand {
  @Command(description = "By name.", mixinStandardHelpOptions = true)
  int list(@Mixin ServerConnection server) {
    return server.call(
        channel -> {
          var datasets = DatasetServiceGrpc.newBlockingStub(channel);
          String page = "";
          do {
            ListDatasetsResponse response =
                datasets.listDatasets(ListDatasetsRequest.newBuilder().setPageToken(page).build());
            response.getDatasetsList().forEach(dataset -> System.out.println(dataset.getName()));
            page = response.getNextPageToken();
          } while (!page.isEmpty());
          return 0;
        });
  }

  @Command(
      name = "delete-user",
      description = "Removes a user and everything that the user did.",
      mixinStandardHelpOptions = true)
  int deleteUser(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "DATASET") String dataset,
      @Option(names = "--user", required = true, description = "A user id.") String user) {
    return server.call(
        channel -> {
          long deleted =
              InteractionServiceGrpc.newBlockingStub(channel)
                  .deleteUser(
                      DeleteUserRequest.newBuilder().setDataset(dataset).setUserId(user).build())
                  .getDeleted();
          System.out.println("deleted user " + user + " with " + deleted + " interactions");
          return 0;
        });
  }

  /** One of the two. */
  static final class Age {
    @Option(
        names = "--older-than",
        description = "An ISO 8601 duration before now, e.g. P365D: what a nightly job gives.")
    Duration olderThan;

    @Option(names = "--before", description = "The first day that stays, in UTC, e.g. 2026-01-31.")
    LocalDate before;

    private Instant firstThatStays() {
      if (olderThan != null && (olderThan.isNegative() || olderThan.isZero())) {
        throw new CliException("--older-than is " + olderThan + " but must be above 0, e.g. P365D");
      }
      return before != null
          ? before.atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.now().minus(olderThan);
    }
  }

  @Command(
      name = "delete-interactions",
      description = "Removes interactions by their age.",
      mixinStandardHelpOptions = true)
  int deleteInteractions(
      @Mixin ServerConnection server,
      @Parameters(paramLabel = "DATASET") String dataset,
      @ArgGroup(multiplicity = "1") Age age) {
    Instant first = age.firstThatStays();
    return server.call(
        channel -> {
          long deleted =
              InteractionServiceGrpc.newBlockingStub(channel)
                  .deleteInteractions(
                      DeleteInteractionsRequest.newBuilder()
                          .setDataset(dataset)
                          .setBefore(Timestamps.fromMillis(first.toEpochMilli()))
                          .build())
                  .getDeleted();
          System.out.println("deleted " + deleted + " interactions before " + first);
          return 0;
        });
  }
}
