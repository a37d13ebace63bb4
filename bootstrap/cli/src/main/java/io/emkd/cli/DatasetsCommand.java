package io.emkd.cli;

import com.google.protobuf.util.Timestamps;
import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DeleteDatasetRequest;
import io.emkd.v1.DeleteInteractionsRequest;
import io.emkd.v1.DeleteInteractionsResponse;
import io.emkd.v1.DeleteUserRequest;
import io.emkd.v1.DeleteUserResponse;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.GetDatasetResponse;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.ListDatasetsResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "datasets",
    description = "Lists, shows, makes and deletes datasets; removes a user's or old interactions.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd datasets list",
      "  ./emkd datasets show ml-100k --output json",
      "  ./emkd datasets create shop --min-interactions 5",
      "  ./emkd datasets delete shop",
      "  ./emkd datasets delete-user shop --user 196",
      "  ./emkd datasets delete-interactions shop --older-than 365d"
    })
final class DatasetsCommand {
  @Command(description = "By name.", mixinStandardHelpOptions = true)
  int list(@Mixin ServerConnection server, @Mixin ResultFormat result) {
    return server.call(
        channel -> {
          var datasets = DatasetServiceGrpc.newBlockingStub(channel);
          ListDatasetsResponse.Builder all = ListDatasetsResponse.newBuilder();
          Pages.each(
              token ->
                  datasets.listDatasets(
                      ListDatasetsRequest.newBuilder().setPageToken(token).build()),
              ListDatasetsResponse::getNextPageToken,
              page -> all.addAllDatasets(page.getDatasetsList()));
          String names =
              all.getDatasetsList().stream()
                  .map(Dataset::getName)
                  .collect(Collectors.joining("\n"));
          if (result.json() || !names.isEmpty()) {
            result.print(all, () -> names);
          }
          return ExitCode.DONE;
        });
  }

  @Command(
      aliases = "describe",
      description = "A dataset's size, filter and fingerprint.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "DATASET") String dataset) {
    return server.call(
        channel -> {
          GetDatasetResponse response =
              DatasetServiceGrpc.newBlockingStub(channel)
                  .getDataset(GetDatasetRequest.newBuilder().setDataset(dataset).build());
          result.print(response, () -> table(response));
          return ExitCode.DONE;
        });
  }

  private static String table(GetDatasetResponse response) {
    return Output.table(
        List.of("dataset", response.getDataset().getName()),
        List.of(
            List.of("users", String.valueOf(response.getSize().getUsers())),
            List.of("items", String.valueOf(response.getSize().getItems())),
            List.of("interactions", String.valueOf(response.getSize().getInteractions())),
            List.of("attributes", String.valueOf(response.getSize().getAttributes())),
            List.of("min interactions", String.valueOf(response.getDataset().getMinInteractions())),
            List.of("fingerprint", response.getFingerprint())),
        response.getDataset().getName());
  }

  @Command(
      description = "Makes an empty dataset, for events that are appended.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "DATASET") String dataset,
      @Option(
              names = "--min-interactions",
              defaultValue = "0",
              description =
                  "k of the iterated k-core filter of trainings. Default: 0, which keeps all.")
          int minInteractions) {
    return server.call(
        channel -> {
          var response =
              DatasetServiceGrpc.newBlockingStub(channel)
                  .createDataset(
                      CreateDatasetRequest.newBuilder()
                          .setDataset(
                              Dataset.newBuilder()
                                  .setName(dataset)
                                  .setMinInteractions(minInteractions))
                          .build());
          result.print(response, () -> "created " + response.getDataset().getName());
          return ExitCode.DONE;
        });
  }

  @Command(
      description = "Removes a dataset with its users, items and interactions, for good.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "DATASET") String dataset,
      @Option(
              names = "--even-if-used",
              description =
                  "Though models that answer were trained on it: they recommend for given items alone from then on.")
          boolean evenIfUsed) {
    return server.call(
        channel -> {
          var response =
              DatasetServiceGrpc.newBlockingStub(channel)
                  .deleteDataset(
                      DeleteDatasetRequest.newBuilder()
                          .setDataset(dataset)
                          .setEvenIfUsed(evenIfUsed)
                          .build());
          result.print(response, () -> "deleted " + dataset);
          return ExitCode.DONE;
        });
  }

  @Command(
      name = "delete-user",
      description = "Removes a user and everything that the user did.",
      mixinStandardHelpOptions = true)
  int deleteUser(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "DATASET") String dataset,
      @Option(names = "--user", required = true, description = "A user id.") String user) {
    return server.call(
        channel -> {
          DeleteUserResponse response =
              InteractionServiceGrpc.newBlockingStub(channel)
                  .deleteUser(
                      DeleteUserRequest.newBuilder().setDataset(dataset).setUserId(user).build());
          result.print(
              response,
              () -> "deleted user " + user + " with " + response.getDeleted() + " interactions");
          return ExitCode.DONE;
        });
  }

  /** One of the two. */
  static final class Age {
    @Option(
        names = "--older-than",
        paramLabel = "DURATION",
        description = "A duration before now, e.g. 365d or P365D: what a nightly job gives.")
    @Nullable Duration olderThan;

    @Option(
        names = "--before",
        paramLabel = "DATE",
        description = "The first day that stays, in UTC, e.g. 2026-01-31.")
    @Nullable LocalDate before;

    private Instant firstThatStays() {
      if (before != null) {
        return before.atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      if (olderThan == null) {
        throw new CliException("--older-than or --before says which interactions are removed");
      }
      Instant now = Instant.now();
      Duration most = Duration.between(Instant.EPOCH, now);
      if (olderThan.isNegative() || olderThan.isZero() || olderThan.compareTo(most) > 0) {
        throw new CliException(
            "--older-than is "
                + olderThan
                + " but must be above 0, e.g. 365d, and at most "
                + most.toDays()
                + "d, which is 1970");
      }
      return now.minus(olderThan);
    }
  }

  @Command(
      name = "delete-interactions",
      description = "Removes interactions by their age.",
      mixinStandardHelpOptions = true)
  int deleteInteractions(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "DATASET") String dataset,
      @ArgGroup(multiplicity = "1") Age age) {
    Instant first = age.firstThatStays();
    return server.call(
        channel -> {
          DeleteInteractionsResponse response =
              InteractionServiceGrpc.newBlockingStub(channel)
                  .deleteInteractions(
                      DeleteInteractionsRequest.newBuilder()
                          .setDataset(dataset)
                          .setBefore(Timestamps.fromMillis(first.toEpochMilli()))
                          .build());
          result.print(
              response, () -> "deleted " + response.getDeleted() + " interactions before " + first);
          return ExitCode.DONE;
        });
  }
}
