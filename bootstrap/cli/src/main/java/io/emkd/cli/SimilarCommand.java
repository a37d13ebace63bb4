package io.emkd.cli;

import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.SimilarItemsRequest;
import io.emkd.v1.SimilarItemsResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "similar",
    description = "Gives the items whose representations resemble that of an item, by cosine.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd similar --model films --item 50",
      "  ./emkd similar --model films@2 --item 50 --count 5 --output json"
    })
final class SimilarCommand implements Callable<Integer> {
  @Mixin ServerConnection server;
  @Mixin ResultFormat result;

  @Option(names = "--model", required = true, description = "NAME, NAME@VERSION or NAME@LABEL.")
  String model;

  @Option(names = "--item", required = true, description = "An item id.")
  String item;

  @Option(names = "--count", defaultValue = "10", description = "Default: 10.")
  int count;

  @Override
  public Integer call() {
    RecommendCommand.requireCount(count);
    SimilarItemsResponse response =
        server.call(
            channel ->
                RecommendationServiceGrpc.newBlockingStub(channel)
                    .similarItems(
                        SimilarItemsRequest.newBuilder()
                            .setModel(model)
                            .setItemId(item)
                            .setCount(count)
                            .build()));
    result.print(
        response,
        () ->
            RecommendCommand.items(response.getItemsList())
                + "\nanswered by "
                + response.getModel()
                + "@"
                + response.getVersion());
    return ExitCode.DONE;
  }
}
