package io.emkd.bootstrap.cli;

import com.google.protobuf.util.Timestamps;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "models",
    description = "Names the published models.",
    mixinStandardHelpOptions = true)
final class ModelsCommand {
  @Command(description = "By name, oldest version first.", mixinStandardHelpOptions = true)
  int list(@Mixin ServerConnection server) {
    return server.call(
        channel -> {
          List<Model> models =
              ModelServiceGrpc.newBlockingStub(channel)
                  .listModels(ListModelsRequest.getDefaultInstance())
                  .getModelsList();
          System.out.println(
              Output.table(
                  List.of("model", "dataset", "created", "validation"),
                  models.stream()
                      .map(
                          m ->
                              List.of(
                                  m.getName() + "@" + m.getVersion(),
                                  m.getDataset(),
                                  Timestamps.toString(m.getCreateTime()),
                                  TrainingProgressPrinter.metrics(m.getValidationMap())))
                      .toList()));
          return 0;
        });
  }

  @Command(description = "One version's manifest.", mixinStandardHelpOptions = true)
  int show(
      @Mixin ServerConnection server, @Parameters(paramLabel = "NAME[@VERSION]") String model) {
    return server.call(
        channel -> {
          System.out.println(
              Output.json(
                  ModelServiceGrpc.newBlockingStub(channel)
                      .getModel(GetModelRequest.newBuilder().setModel(model).build())
                      .getModel()));
          return 0;
        });
  }
}
