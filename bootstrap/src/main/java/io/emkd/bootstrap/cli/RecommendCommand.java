package io.emkd.bootstrap.cli;

import io.emkd.v1.ItemSequence;
import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "recommend",
    description = "Recommends what comes next.",
    mixinStandardHelpOptions = true)
final class RecommendCommand implements Callable<Integer> {
  @Mixin ServerConnection server;

  @Option(names = "--model", required = true, description = "NAME, NAME@VERSION or NAME@LABEL.")
  String model;

  @ArgGroup(multiplicity = "1")
  History history;

  static final class History {
    @Option(names = "--user", required = true, description = "A user of the model's dataset.")
    String user;

    @Option(
        names = "--items",
        required = true,
        split = ",",
        description = "A sequence of item ids, oldest first.")
    List<String> items;
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
      names = "--output",
      defaultValue = "table",
      description = "table or json. Default: table.")
  Output output;

  @Override
  public Integer call() {
    RecommendRequest.Builder request =
        RecommendRequest.newBuilder().setModel(model).setCount(count).setIncludeSeen(includeSeen);
    request
        .getFilterBuilder()
        .addAllAllowedItemIds(allow)
        .addAllDeniedItemIds(deny)
        .addAllAnyAttributes(any)
        .addAllAllAttributes(all)
        .addAllNoneAttributes(none);
    if (history.user != null) {
      request.setUserId(history.user);
    } else {
      request.setItems(ItemSequence.newBuilder().addAllItemIds(history.items));
    }
    RecommendResponse response =
        server.call(
            channel ->
                RecommendationServiceGrpc.newBlockingStub(channel).recommend(request.build()));
    System.out.println(output == Output.JSON ? Output.json(response) : table(response));
    return 0;
  }

  static String table(RecommendResponse response) {
    List<List<String>> rows = new ArrayList<>();
    response
        .getItemsList()
        .forEach(
            i ->
                rows.add(
                    List.of(
                        i.getItemId(),
                        i.getTitle(),
                        String.format(Locale.ROOT, "%.4f", i.getScore()))));
    return Output.table(List.of("item", "title", "score"), rows)
        + "\nanswered by "
        + response.getModel()
        + "@"
        + response.getVersion();
  }
}
