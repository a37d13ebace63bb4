package io.emkd.cli;

import com.google.protobuf.util.Timestamps;
import io.emkd.v1.DamagedModel;
import io.emkd.v1.DeleteModelRequest;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.ImportModelHeader;
import io.emkd.v1.ImportModelRequest;
import io.emkd.v1.ImportModelResponse;
import io.emkd.v1.LabelModelRequest;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListModelsResponse;
import io.emkd.v1.Model;
import io.emkd.v1.ModelRouting;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.PromoteModelRequest;
import io.emkd.v1.RollBackModelRequest;
import io.emkd.v1.SetCanaryRequest;
import io.emkd.v1.SetShadowRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "models",
    description = "Names the published models and says which versions answer.",
    subcommands = CondenseCommand.class,
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd models list",
      "  ./emkd models show films@2",
      "  ./emkd models import --model films --dataset ml-100k --format recbole \\",
      "    --items items.txt SASRec.pth",
      "  ./emkd models promote films@2",
      "  ./emkd models rollback films",
      "  ./emkd models label films@2 stable",
      "  ./emkd models condense films@2",
      "  ./emkd models canary films@3 --share 0.05",
      "  ./emkd models shadow films@3 --share 0.1",
      "  ./emkd models delete films@1"
    })
final class ModelsCommand {
  @Command(description = "By name, oldest version first.", mixinStandardHelpOptions = true)
  int list(@Mixin ServerConnection server, @Mixin ResultFormat result) {
    return server.call(
        channel -> {
          var models = ModelServiceGrpc.newBlockingStub(channel);
          ListModelsResponse.Builder all = ListModelsResponse.newBuilder();
          Pages.each(
              token ->
                  models.listModels(ListModelsRequest.newBuilder().setPageToken(token).build()),
              ListModelsResponse::getNextPageToken,
              all::mergeFrom);
          result.print(all.clearNextPageToken(), () -> table(all.getModelsList()));
          all.getDamagedList().forEach(ModelsCommand::warn);
          return ExitCode.DONE;
        });
  }

  /** Beside the table, which others may read. */
  private static void warn(DamagedModel damaged) {
    System.err.println(
        "damaged "
            + damaged.getWhat()
            + " "
            + damaged.getName()
            + (damaged.getVersion() == 0 ? "" : "@" + damaged.getVersion())
            + ": "
            + damaged.getReason());
  }

  private static String table(List<Model> models) {
    return Output.table(
        List.of("model", "answers", "dataset", "created", MetricNames.SELECTION_METRIC),
        models.stream()
            .map(
                m ->
                    List.of(
                        name(m),
                        answers(m),
                        m.getDataset(),
                        Timestamps.toString(m.getCreateTime()),
                        validation(m)))
            .toList(),
        "answers",
        "dataset",
        "created");
  }

  /** Returns NAME@VERSION. */
  static String name(Model model) {
    return model.getName() + "@" + model.getVersion();
  }

  /** Returns the metric that versions are chosen by; empty where it is not known. */
  static String validation(Model model) {
    Double value = model.getValidationMap().get(MetricNames.SELECTION_METRIC);
    return value == null ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  @Command(description = "One version's manifest, as JSON.", mixinStandardHelpOptions = true)
  int show(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "NAME[@VERSION]") String model) {
    return server.call(
        channel -> {
          System.out.println(
              Output.json(
                  ModelServiceGrpc.newBlockingStub(channel)
                      .getModel(GetModelRequest.newBuilder().setModel(model).build())
                      .getModel()));
          return ExitCode.DONE;
        });
  }

  private static String answers(Model model) {
    List<String> names = new ArrayList<>(model.getLabelsList());
    if (model.getServing()) {
      names.add(0, "serving");
    }
    if (model.getCanaryShare() > 0) {
      names.add("canary " + percent(model.getCanaryShare()));
    }
    if (model.getShadowShare() > 0) {
      names.add("shadow " + percent(model.getShadowShare()));
    }
    return String.join(", ", names);
  }

  /** Whose checkpoints are imported. */
  enum CheckpointFormat {
    RECBOLE
  }

  @Command(
      name = "import",
      description = "Makes a network that another program trained a version of a model.",
      mixinStandardHelpOptions = true,
      footerHeading = "%nExamples:%n",
      footer = {
        "  ./emkd models import --model films --dataset ml-100k --format recbole \\",
        "    --items items.txt SASRec.pth"
      })
  int importCheckpoint(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Option(names = "--model", required = true, description = "The model that gets a version.")
          String model,
      @Option(
              names = "--dataset",
              required = true,
              description = "Whose histories answer for users; it has all items of the checkpoint.")
          String dataset,
      @Option(
              names = "--format",
              required = true,
              description = "recbole: a checkpoint of its SASRec, BERT4Rec or GRU4Rec.")
          CheckpointFormat format,
      @Option(
              names = "--items",
              required = true,
              paramLabel = "FILE",
              description = "The ids of its items, one a line, in the order of their numbers.")
          Path items,
      @Parameters(paramLabel = "CHECKPOINT", description = "The file that was saved.")
          Path checkpoint) {
    LocalFile.requireReadable("CHECKPOINT", checkpoint);
    LocalFile.requireReadable("--items", items);
    ImportModelHeader header =
        ImportModelHeader.newBuilder()
            .setModel(model)
            .setDataset(dataset)
            .setFormat(
                io.emkd.v1.CheckpointFormat.valueOf(
                    "CHECKPOINT_FORMAT_" + format.name().toUpperCase(Locale.ROOT)))
            .build();
    Model imported =
        server
            .call(
                channel -> {
                  try {
                    return new FileUpload<ImportModelRequest, ImportModelResponse>(
                            piece -> ImportModelRequest.newBuilder().setPiece(piece).build())
                        .send(
                            ModelServiceGrpc.newStub(channel)::importModel,
                            ImportModelRequest.newBuilder().setHeader(header).build(),
                            List.of(checkpoint, items),
                            sent -> {},
                            ImportCommand::sayThatAllIsSent);
                  } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                  }
                })
            .getModel();
    result.print(imported, () -> imported(imported));
    return ExitCode.DONE;
  }

  private static String imported(Model model) {
    String name = name(model);
    return name
        + (model.getServing()
            ? " serves"
            : " is published; it serves after: ./emkd models promote " + name);
  }

  @Command(
      description = "Lets a version answer requests that name none.",
      mixinStandardHelpOptions = true)
  int promote(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "NAME@VERSION") String model) {
    return server.call(
        channel ->
            print(
                result,
                model,
                ModelServiceGrpc.newBlockingStub(channel)
                    .promoteModel(PromoteModelRequest.newBuilder().setModel(model).build())
                    .getRouting()));
  }

  @Command(
      description = "Lets the version answer again that served before.",
      mixinStandardHelpOptions = true)
  int rollback(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "NAME") String name) {
    return server.call(
        channel ->
            print(
                result,
                name,
                ModelServiceGrpc.newBlockingStub(channel)
                    .rollBackModel(RollBackModelRequest.newBuilder().setName(name).build())
                    .getRouting()));
  }

  @Command(
      description = "Points a label at NAME@VERSION; NAME alone removes the label.",
      mixinStandardHelpOptions = true)
  int label(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(index = "0", paramLabel = "NAME[@VERSION]") String model,
      @Parameters(index = "1", paramLabel = "LABEL") String label) {
    return server.call(
        channel ->
            print(
                result,
                model,
                ModelServiceGrpc.newBlockingStub(channel)
                    .labelModel(
                        LabelModelRequest.newBuilder().setModel(model).setLabel(label).build())
                    .getRouting()));
  }

  @Command(
      description = "Lets a version answer for a share of the users; 0 ends it.",
      mixinStandardHelpOptions = true)
  int canary(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "NAME@VERSION") String model,
      @Option(names = "--share", required = true, description = "0 to 1.") double share) {
    return server.call(
        channel ->
            print(
                result,
                model,
                ModelServiceGrpc.newBlockingStub(channel)
                    .setCanary(
                        SetCanaryRequest.newBuilder().setModel(model).setShare(share).build())
                    .getRouting()));
  }

  @Command(
      description =
          "Lets a version be asked beside the one that answers, for a share of the requests; 0 ends it. Metrics tell how far it agrees.",
      mixinStandardHelpOptions = true)
  int shadow(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "NAME@VERSION") String model,
      @Option(names = "--share", required = true, description = "0 to 1.") double share) {
    return server.call(
        channel ->
            print(
                result,
                model,
                ModelServiceGrpc.newBlockingStub(channel)
                    .setShadow(
                        SetShadowRequest.newBuilder().setModel(model).setShare(share).build())
                    .getRouting()));
  }

  @Command(
      description = "Removes a version that neither serves nor has a label.",
      mixinStandardHelpOptions = true)
  int delete(
      @Mixin ServerConnection server,
      @Mixin ResultFormat result,
      @Parameters(paramLabel = "NAME@VERSION") String model) {
    return server.call(
        channel -> {
          var response =
              ModelServiceGrpc.newBlockingStub(channel)
                  .deleteModel(DeleteModelRequest.newBuilder().setModel(model).build());
          result.print(response, () -> "deleted " + model);
          return ExitCode.DONE;
        });
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.4g %%", 100 * share);
  }

  private static int print(ResultFormat result, String model, ModelRouting routing) {
    result.print(routing, () -> text(model, routing));
    return ExitCode.DONE;
  }

  private static String text(String model, ModelRouting routing) {
    String name = model.contains("@") ? model.substring(0, model.indexOf('@')) : model;
    List<String> lines = new ArrayList<>();
    lines.add(name + "@" + routing.getServingVersion() + " serves");
    if (routing.getCanaryVersion() > 0) {
      lines.add(
          name
              + "@"
              + routing.getCanaryVersion()
              + " answers "
              + percent(routing.getCanaryShare())
              + " of the users");
    }
    if (routing.getShadowVersion() > 0) {
      lines.add(
          name
              + "@"
              + routing.getShadowVersion()
              + " is asked beside it, for "
              + percent(routing.getShadowShare())
              + " of the requests");
    }
    new TreeMap<>(routing.getLabelsMap())
        .forEach((label, version) -> lines.add(name + "@" + label + " is " + version));
    return String.join("\n", lines);
  }
}
