package io.emkd.tensorflow.process;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.ensemble.EnsembleTrainer;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.domain.ensemble.LossTerms;
import io.emkd.domain.ensemble.TargetRanker;
import io.emkd.domain.ensemble.TrainingBatch;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.BatchFeed;
import io.emkd.tensorflow.engine.OperationTime;
import io.emkd.tensorflow.engine.StepProfiler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains an ensemble in a process of its own, which may run out of memory without harm to this one
 * and gives all that it took back when it ends. The results are those of a trainer in this process,
 * to the last digit.
 */
final class TrainerProcess implements EnsembleTrainer, StepProfiler {
  private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);

  /** TensorFlow's lines of that level, and one that says so. */
  private static final Pattern INFORMATION = Pattern.compile("^I\\d{4} |absl::InitializeLog");

  private final ItemCatalogue catalogue;
  private final int length;
  private final String device;
  private final String room;
  private final JavaChild child;
  private boolean started;
  private volatile boolean closed;

  private interface Answer<R> {
    R read(ArrayInput input) throws IOException;
  }

  /** Reads what is answered by nothing: that it is done. */
  private static final Answer<Boolean> NOTHING = input -> true;

  /**
   * Starts the process; what it needs to get ready, the first call waits for.
   *
   * @param steps of the whole training
   * @param heapBytes the most that its heap takes
   * @param room what is known of the training's memory, for one who reads that it ran out
   */
  TrainerProcess(
      TrainingConfiguration configuration,
      ItemCatalogue catalogue,
      long steps,
      Device device,
      long heapBytes,
      String room) {
    this.catalogue = catalogue;
    this.length = configuration.ensemble().maxLength();
    this.device = device.name();
    this.room = room;
    this.child =
        JavaChild.start(
            TrainerMain.class, heapBytes, device.compilerEnvironment(), TrainerProcess::log);
    try {
      new TrainerRequest.Start(
              device, configuration, catalogue.size(), catalogue.attributeCount(), steps)
          .write(child.requests());
      child.requests().flush();
    } catch (IOException ended) {
      throw gone(ended);
    }
  }

  private static void log(String line) {
    if (INFORMATION.matcher(line).find()) {
      LOG.debug("the training's process: {}", line);
    } else {
      LOG.info("the training's process: {}", line);
    }
  }

  private <R> R call(TrainerRequest request, Answer<R> answer) {
    try {
      awaitStart();
      request.write(child.requests());
      child.requests().flush();
      TrainerAnswer.check(child.answers(), room);
      return answer.read(child.answers());
    } catch (IOException ended) {
      throw gone(ended);
    }
  }

  private void awaitStart() throws IOException {
    if (!started) {
      TrainerAnswer.check(child.answers(), room);
      started = true;
    }
  }

  private RuntimeException gone(IOException ended) {
    if (closed) {
      return new CancellationException("the training's process was closed");
    }
    return new IllegalStateException("the training's process " + child.end() + "; " + room, ended);
  }

  @Override
  public String device() {
    return device;
  }

  @Override
  public LossTerms step(TrainingBatch batch, long step) {
    return call(
        new TrainerRequest.Step(feed(batch), step, false),
        input ->
            new LossTerms(
                input.readDouble(),
                input.readDouble(),
                input.readDouble(),
                input.readDouble(),
                input.readDouble(),
                input.readDouble()));
  }

  private BatchFeed feed(TrainingBatch batch) {
    return BatchFeed.of(batch, length, catalogue);
  }

  @Override
  public List<OperationTime> profile(TrainingBatch batch, long step) {
    return call(
        new TrainerRequest.Step(feed(batch), step, true),
        input -> {
          List<OperationTime> operations = new ArrayList<>();
          for (int left = input.readInt(); left > 0; left--) {
            operations.add(
                new OperationTime(input.readText(), input.readInt(), input.readDouble()));
          }
          return operations;
        });
  }

  @Override
  public void scoreWith(ItemTransitions transitions) {
    call(new TrainerRequest.ScoreWith(transitions), NOTHING);
  }

  @Override
  public TargetRanker ranker() {
    call(new TrainerRequest.PrepareScoring(), NOTHING);
    return new RemoteRanker(catalogue.size(), length, this::ranks);
  }

  private synchronized int[] ranks(int[][] inputs, int[] targets, int[][] excluded) {
    return call(new TrainerRequest.Rank(inputs, targets, excluded), ArrayInput::readInts);
  }

  @Override
  public void saveWeights(Path directory) {
    files(TrainerRequest.Action.SAVE_WEIGHTS, directory);
  }

  @Override
  public void saveCheckpoint(Path directory) {
    files(TrainerRequest.Action.SAVE_CHECKPOINT, directory);
  }

  @Override
  public void restoreCheckpoint(Path directory) {
    files(TrainerRequest.Action.RESTORE_CHECKPOINT, directory);
  }

  @Override
  public void learnFrom(Path weights) {
    files(TrainerRequest.Action.LEARN_FROM, weights);
  }

  private void files(TrainerRequest.Action action, Path directory) {
    call(new TrainerRequest.Files(action, directory), NOTHING);
  }

  long pid() {
    return child.pid();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    child
        .peakBytes()
        .ifPresent(
            peak -> LOG.info("the training's process took at most {} MB; {}", peak >> 20, room));
    child.close();
  }
}
