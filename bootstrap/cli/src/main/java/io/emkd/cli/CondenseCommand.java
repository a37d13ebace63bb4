package io.emkd.cli;

import com.google.common.collect.Iterators;
import io.emkd.v1.Encoder;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.TrainingEvent;
import io.emkd.v1.TrainingOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "condense",
    description =
        "Trains one network that learns from a version, and publishes it as a version of its own, which is served at the cost of one network.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd models condense films@2",
      "  ./emkd models condense films@2 --encoder sasrec --set epochs=48"
    })
final class CondenseCommand implements Callable<Integer> {
  @Mixin ServerConnection server;
  @Mixin ResultFormat result;

  @Parameters(
      paramLabel = "NAME[@VERSION]",
      description = "The version to learn from: the teacher.")
  String teacher;

  /** What the network can be. */
  enum EncoderChoice {
    BERT4REC,
    SASREC,
    BSAREC,
    GRU4REC
  }

  @Option(
      names = "--encoder",
      defaultValue = "sasrec",
      description = "bert4rec, sasrec, bsarec or gru4rec. Default: sasrec.")
  EncoderChoice encoder;

  @Option(names = "--model", description = "To publish a version of. Default: the teacher's model.")
  @Nullable String model;

  @Option(
      names = "--dataset",
      description = "To train on; it has the teacher's items. Default: the teacher's dataset.")
  @Nullable String dataset;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "An option in place of the teacher's, e.g. epochs=48; temperature and distillation_weight have defaults of their own.")
  Map<String, String> settings = Map.of();

  @Option(names = "--detach", description = "Print the training's id, nothing else, and return.")
  boolean detach;

  @Override
  public Integer call() {
    for (String own : List.of("networks", "encoders", "teacher")) {
      if (settings.containsKey(own)) {
        throw new CliException(
            "--set has "
                + own
                + ", but a version is condensed to one network, which --encoder names, and its teacher is"
                + " the version; train sets all of them");
      }
    }
    TrainingOptions given = OptionSetter.options(settings);
    Encoder network = Encoder.valueOf("ENCODER_" + encoder.name());
    return server.call(
        channel -> {
          Model known =
              ModelServiceGrpc.newBlockingStub(channel)
                  .getModel(GetModelRequest.newBuilder().setModel(teacher).build())
                  .getModel();
          List<Model> published = new ArrayList<>();
          Iterator<TrainingEvent> events =
              Iterators.transform(
                  StartedTraining.events(channel, request(known, network, given), detach, null),
                  event -> {
                    if (event.hasPublished()) {
                      published.add(event.getPublished());
                    }
                    return event;
                  });
          int exit = TrainingEvents.show(events, result, detach);
          if (!result.json()) {
            published.forEach(student -> System.out.println(compared(student, known)));
          }
          return exit;
        });
  }

  private TrainRequest request(Model known, Encoder network, TrainingOptions given) {
    return TrainRequest.newBuilder()
        .setModel(model == null ? known.getName() : model)
        .setDataset(dataset == null ? known.getDataset() : dataset)
        .setOptions(CondensedOptions.of(known, network).toBuilder().mergeFrom(given))
        .build();
  }

  private static String compared(Model student, Model teacher) {
    return String.format(
        Locale.ROOT,
        "%s has one network and validation %s %s; its teacher %s has %d and %s",
        ModelsCommand.name(student),
        MetricNames.SELECTION_METRIC,
        validation(student),
        ModelsCommand.name(teacher),
        teacher.getOptions().getNetworks(),
        validation(teacher));
  }

  private static String validation(Model model) {
    String value = ModelsCommand.validation(model);
    return value.isEmpty() ? "unknown" : value;
  }
}
