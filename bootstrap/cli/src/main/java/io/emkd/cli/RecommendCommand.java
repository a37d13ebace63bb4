package io.emkd.cli;

import io.emkd.v1.ColdStart;
import io.emkd.v1.Combine;
import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.RecommendedItem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "recommend",
    description =
        "Recommends what comes next, for one history or, into a file, for all users of the model's dataset.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd recommend --model films --user 196",
      "  ./emkd recommend --model films@1 --items 50,181 --count 5 --output json",
      "  ./emkd recommend --model films --user 196 --any Comedy,Drama --deny 50",
      "  ./emkd recommend --model films --all-users \\",
      "    --output recommendations.parquet",
      "  ./emkd recommend --model films --all-users --output json \\",
      "    | gzip > recommendations.jsonl.gz"
    })
final class RecommendCommand implements Callable<Integer> {
  @Mixin ServerConnection server;

  @Option(names = "--model", required = true, description = "NAME, NAME@VERSION or NAME@LABEL.")
  String model;

  @ArgGroup(multiplicity = "1")
  History history;

  static final class History {
    @Option(names = "--user", required = true, description = "A user of the model's dataset.")
    @Nullable String user;

    @Option(
        names = "--items",
        required = true,
        split = ",",
        description = "A sequence of item ids, oldest first.")
    @Nullable List<String> items;

    @Option(
        names = "--all-users",
        required = true,
        description = "Every user of the model's dataset, as --output says.")
    boolean allUsers;
  }

  @Option(names = "--count", defaultValue = "10", description = "Default: 10.")
  int count;

  @Option(names = "--include-seen", description = "Recommend items of the history too.")
  boolean includeSeen;

  @Option(names = "--allow", split = ",", description = "Only these item ids.")
  List<String> allow = List.of();

  @Option(names = "--deny", split = ",", description = "None of these item ids.")
  List<String> deny = List.of();

  @Option(names = "--any", split = ",", description = "Items with any of these attributes.")
  List<String> any = List.of();

  @Option(names = "--all", split = ",", description = "Items with all of these attributes.")
  List<String> all = List.of();

  @Option(names = "--none", split = ",", description = "Items with none of these attributes.")
  List<String> none = List.of();

  @Option(
      names = "--combine",
      defaultValue = "LOGITS",
      description = "logits or probabilities: what is summed over networks. Default: logits.")
  Combining combine;

  @Option(names = "--network-scores", description = "Show each network's own score.")
  boolean networkScores;

  @Option(
      names = "--refuse-cold-start",
      description = "Fail where the model knows no item of the history, instead of popularity.")
  boolean refuseColdStart;

  @Option(
      names = "--output",
      defaultValue = "table",
      paramLabel = "FORMAT",
      description =
          "table or json; with --all-users json, a line a user, or a file that ends in .jsonl or .parquet. Default: table.")
  String output;

  /** Of {@code RecommendRequest.count}. */
  private static final int LARGEST_COUNT = 1000;

  enum Combining {
    LOGITS,
    PROBABILITIES
  }

  @Override
  public Integer call() throws IOException {
    requireCount(count);
    boolean json = output.equalsIgnoreCase("json");
    if (history.allUsers) {
      AllUsers.recommend(
          server,
          request().build(),
          json
              ? RecommendationsFile.onStandardOutput()
              : RecommendationsFile.open(Path.of(output)));
      if (!json) {
        System.out.println("wrote " + output);
      }
      return ExitCode.DONE;
    }
    if (!json && !output.equalsIgnoreCase("table")) {
      List<String> words = List.of("table", "json");
      throw new CliException(
          "--output is '"
              + output
              + "' but must be table or json"
              + (output.contains(".")
                  ? "; a file takes --all-users"
                  : Nearest.hint(output, words)));
    }
    RecommendRequest.Builder request = request();
    if (history.user != null) {
      request.setUserId(history.user);
    }
    if (history.items != null) {
      request.setItems(ItemSequence.newBuilder().addAllItemIds(history.items));
    }
    RecommendResponse response =
        server.call(
            channel ->
                RecommendationServiceGrpc.newBlockingStub(channel).recommend(request.build()));
    System.out.println(json ? Output.json(response) : table(response));
    return ExitCode.DONE;
  }

  /** Before a server is asked for. */
  static void requireCount(int count) {
    if (count < 1 || count > LARGEST_COUNT) {
      throw new CliException("--count is " + count + " but must be 1 to " + LARGEST_COUNT);
    }
  }

  /** Without a history. */
  private RecommendRequest.Builder request() {
    RecommendRequest.Builder request =
        RecommendRequest.newBuilder()
            .setModel(model)
            .setCount(count)
            .setIncludeSeen(includeSeen)
            .setCombine(Combine.valueOf("COMBINE_" + combine))
            .setIncludeNetworkScores(networkScores)
            .setColdStart(
                refuseColdStart ? ColdStart.COLD_START_REFUSE : ColdStart.COLD_START_POPULARITY);
    request
        .getFilterBuilder()
        .addAllAllowedItemIds(allow)
        .addAllDeniedItemIds(deny)
        .addAllAnyAttributes(any)
        .addAllAllAttributes(all)
        .addAllNoneAttributes(none);
    return request;
  }

  static String table(RecommendResponse response) {
    StringBuilder text = new StringBuilder(items(response.getItemsList()));
    text.append("\nanswered by ").append(response.getModel()).append('@');
    text.append(response.getVersion());
    if (response.getColdStart()) {
      text.append("; it knows no item of the history, so these are the most frequent ones");
    }
    if (response.hasAgreement()) {
      text.append(String.format(Locale.ROOT, "; agreement %.2f", response.getAgreement()));
    }
    if (response.getApproximate()) {
      text.append("; found by an index, which may have missed better ones");
    }
    if (response.getUnknownItemIdsCount() > 0) {
      text.append("; items it does not know: ").append(response.getUnknownItemIdsList());
    }
    return text.toString();
  }

  /** With a column for each network, where there are any. */
  static String items(List<RecommendedItem> items) {
    int networks = items.isEmpty() ? 0 : items.get(0).getNetworkScoresCount();
    List<String> header = new ArrayList<>(List.of("item", "title", "score"));
    for (int n = 1; n <= networks; n++) {
      header.add("network " + n);
    }
    List<List<String>> rows = new ArrayList<>();
    for (RecommendedItem item : items) {
      List<String> row = new ArrayList<>(List.of(item.getItemId(), item.getTitle()));
      row.add(score(item.getScore()));
      item.getNetworkScoresList().forEach(score -> row.add(score(score)));
      rows.add(row);
    }
    return Output.table(header, rows, "title");
  }

  private static String score(double score) {
    return String.format(Locale.ROOT, "%.4f", score);
  }
}
