package io.emkd.tensorflow.process;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.ensemble.ItemTransitions;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.BatchFeed;
import io.emkd.tensorflow.graph.compile.Compilation;
import java.io.IOException;
import java.nio.file.Path;

/** What a trainer in a process of its own is asked: a byte that tells the kind, then its parts. */
sealed interface TrainerRequest {
  void write(ArrayOutput output) throws IOException;

  /**
   * The first. Answered by nothing, when all is ready.
   *
   * @param itemCount V
   * @param attributeCount A
   * @param steps of the whole training
   */
  record Start(
      Device device,
      TrainingConfiguration configuration,
      int itemCount,
      int attributeCount,
      long steps)
      implements TrainerRequest {
    @Override
    public void write(ArrayOutput output) throws IOException {
      output.writeByte('N');
      output.writeText(device.name());
      output.writeInt(device.threads());
      output.writeText(device.compilation().name());
      output.writeInt(device.count());
      ConfigurationMessage.write(output, configuration);
      output.writeInt(itemCount);
      output.writeInt(attributeCount);
      output.writeLong(steps);
    }
  }

  /**
   * @param profile whether it is measured by operation. Answered by the loss terms, six doubles in
   *     their order, or by the operations: their number, then of each kind, calls and seconds
   */
  record Step(BatchFeed feed, long step, boolean profile) implements TrainerRequest {
    @Override
    public void write(ArrayOutput output) throws IOException {
      output.writeByte('S');
      output.writeInt(feed.rows());
      output.writeInts(feed.sequences());
      output.writeInts(feed.masked().positions());
      output.writeInts(feed.masked().labels());
      output.writeFloats(feed.masked().weights());
      output.writeInts(feed.sample().items());
      output.writeFloats(feed.sample().labelCorrections());
      output.writeFloats(feed.sample().itemCorrections());
      output.writeInts(feed.attributes().positions());
      output.writeFloats(feed.attributes().weights());
      output.writeInts(feed.attributes().targets());
      output.writeLong(step);
      output.writeBoolean(profile);
    }
  }

  /** Answered by nothing, when scoring has them. */
  record ScoreWith(ItemTransitions transitions) implements TrainerRequest {
    @Override
    public void write(ArrayOutput output) throws IOException {
      output.writeByte('T');
      output.writeRows(transitions.followers());
      output.writeRows(transitions.weights());
    }
  }

  /** Answered by nothing, when scoring has the present weights. */
  record PrepareScoring() implements TrainerRequest {
    @Override
    public void write(ArrayOutput output) throws IOException {
      output.writeByte('P');
    }
  }

  /** Answered by the ranks, an array. */
  record Rank(int[][] inputs, int[] targets, int[][] excluded) implements TrainerRequest {
    @Override
    public void write(ArrayOutput output) throws IOException {
      output.writeByte('R');
      output.writeRows(inputs);
      output.writeInts(targets);
      output.writeRows(excluded);
    }
  }

  /** What is done with a directory. */
  enum Action {
    SAVE_WEIGHTS,
    SAVE_CHECKPOINT,
    RESTORE_CHECKPOINT,
    LEARN_FROM
  }

  /** Answered by nothing. */
  record Files(Action action, Path directory) implements TrainerRequest {
    @Override
    public void write(ArrayOutput output) throws IOException {
      output.writeByte('F');
      output.writeText(action.name());
      output.writeText(directory.toAbsolutePath().toString());
    }
  }

  static TrainerRequest read(ArrayInput input) throws IOException {
    byte kind = input.readByte();
    return switch (kind) {
      case 'N' ->
          new Start(
              new Device(
                  input.readText(),
                  input.readInt(),
                  Compilation.valueOf(input.readText()),
                  input.readInt()),
              ConfigurationMessage.read(input),
              input.readInt(),
              input.readInt(),
              input.readLong());
      case 'S' ->
          new Step(
              new BatchFeed(
                  input.readInt(),
                  input.readInts(),
                  new BatchFeed.Masked(input.readInts(), input.readInts(), input.readFloats()),
                  new BatchFeed.Sample(input.readInts(), input.readFloats(), input.readFloats()),
                  new BatchFeed.Attributes(input.readInts(), input.readFloats(), input.readInts())),
              input.readLong(),
              input.readBoolean());
      case 'T' -> new ScoreWith(new ItemTransitions(input.readRows(), input.readFloatRows()));
      case 'P' -> new PrepareScoring();
      case 'R' -> new Rank(input.readRows(), input.readInts(), input.readRows());
      case 'F' -> new Files(Action.valueOf(input.readText()), Path.of(input.readText()));
      default -> throw new IOException("a request of kind " + kind);
    };
  }
}
