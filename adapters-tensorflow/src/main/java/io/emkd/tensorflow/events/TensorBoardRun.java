package io.emkd.tensorflow.events;

import com.google.protobuf.ByteString;
import io.emkd.domain.configuration.NamedOptions;
import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.training.TrainingEvent;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A training as a run of TensorBoard. Of its steps at most {@value #MOST_STEPS} are written, evenly
 * spread, so that its file stays below a megabyte however long it is.
 */
final class TensorBoardRun implements AutoCloseable {
  private static final int MOST_STEPS = 2000;
  private static final double NANOS = 1e9;

  private final EventFile file;
  private final TrainingConfiguration configuration;
  private long step;

  /**
   * @param run its folder
   */
  TensorBoardRun(Path run, TrainingConfiguration configuration) {
    file = new EventFile(run);
    this.configuration = configuration;
  }

  /**
   * @param now when it happened
   */
  void add(TrainingEvent event, Instant now) {
    if (event instanceof TrainingEvent.Started started) {
      start(started, now);
    } else if (event instanceof TrainingEvent.Step done) {
      step = done.step();
      if (step % (1 + (done.totalSteps() - 1) / MOST_STEPS) == 0) {
        scalars(done, now);
      }
    } else if (event instanceof TrainingEvent.Validated validated) {
      Summary.Builder values = Summary.newBuilder();
      values(values, "validation/", validated.validation());
      values(values, "test/", validated.test());
      values.addValue(scalar("loss/mean_of_epoch", validated.meanLoss()));
      add(values, step, now);
      file.flush();
    }
  }

  /** TensorBoard forgets what was said before of the next step and of those after it. */
  private void start(TrainingEvent.Started started, Instant now) {
    step = started.firstStep();
    file.add(
        event(step + 1, now)
            .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START))
            .build());
    add(Summary.newBuilder().addValue(options()), step, now);
    file.flush();
  }

  private void scalars(TrainingEvent.Step done, Instant now) {
    LossTerms losses = done.losses();
    add(
        Summary.newBuilder()
            .addValue(scalar("loss/total", losses.total()))
            .addValue(scalar("loss/masked_item", losses.maskedItem()))
            .addValue(scalar("loss/attribute", losses.attribute()))
            .addValue(scalar("loss/intra_contrast", losses.intraContrast()))
            .addValue(scalar("loss/cross_contrast", losses.crossContrast()))
            .addValue(scalar("loss/distillation", losses.distillation()))
            .addValue(
                scalar(
                    "training/learning_rate",
                    configuration.learningRate(step - 1, done.totalSteps())))
            .addValue(scalar("training/steps_per_second", done.stepsPerSecond()))
            .addValue(scalar("training/epoch", done.epoch())),
        step,
        now);
  }

  private static void values(Summary.Builder into, String prefix, Map<String, Double> metrics) {
    metrics.forEach((name, value) -> into.addValue(scalar(prefix + name, value)));
  }

  private static Summary.Value scalar(String tag, double value) {
    return Summary.Value.newBuilder().setTag(tag).setSimpleValue((float) value).build();
  }

  /** Every option in force, as Markdown. */
  private Summary.Value options() {
    StringBuilder text = new StringBuilder("```\n");
    NamedOptions.of(configuration)
        .forEach((name, value) -> text.append(name).append(": ").append(value).append('\n'));
    return Summary.Value.newBuilder()
        .setTag("options")
        .setMetadata(
            SummaryMetadata.newBuilder()
                .setPluginData(SummaryMetadata.PluginData.newBuilder().setPluginName("text")))
        .setTensor(
            TensorProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .setTensorShape(TensorShapeProto.getDefaultInstance())
                .addStringVal(ByteString.copyFromUtf8(text.append("```").toString())))
        .build();
  }

  private void add(Summary.Builder values, long at, Instant now) {
    file.add(event(at, now).setSummary(values).build());
  }

  private static Event.Builder event(long at, Instant now) {
    return Event.newBuilder().setStep(at).setWallTime(now.getEpochSecond() + now.getNano() / NANOS);
  }

  @Override
  public void close() {
    file.close();
  }
}
