package io.emkd.tensorflow.process;

import io.emkd.domain.ensemble.LossTerms;
import io.emkd.tensorflow.device.Device;
import io.emkd.tensorflow.engine.FedTrainer;
import io.emkd.tensorflow.engine.OperationTime;
import java.io.IOException;
import java.util.List;

/** The process that a {@link TrainerProcess} starts: trains as it is asked. */
final class TrainerMain {
  private TrainerMain() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    ChildSide<TrainerRequest> parent = ChildSide.begin(TrainerRequest::read);
    ArrayOutput answers = parent.answers();
    try (FedTrainer trainer = start((TrainerRequest.Start) parent.next(), answers)) {
      while (true) {
        answer(trainer, parent.next(), answers);
      }
    }
  }

  private static FedTrainer start(TrainerRequest.Start start, ArrayOutput answers)
      throws IOException {
    try {
      Device.preload();
      FedTrainer trainer =
          new FedTrainer(
              start.configuration(),
              start.itemCount(),
              start.attributeCount(),
              start.steps(),
              start.device());
      TrainerAnswer.DONE.write(answers);
      answers.flush();
      return trainer;
    } catch (RuntimeException | Error failed) {
      TrainerAnswer.failed(answers, failed);
      throw failed;
    }
  }

  /** Nothing is written before the work is done, so an answer is whole or a failure. */
  private static void answer(FedTrainer trainer, TrainerRequest request, ArrayOutput answers)
      throws IOException {
    Answer answer;
    try {
      answer = work(trainer, request);
    } catch (RuntimeException | Error failed) {
      TrainerAnswer.failed(answers, failed);
      return;
    }
    TrainerAnswer.DONE.write(answers);
    answer.write(answers);
    answers.flush();
  }

  private interface Answer {
    void write(ArrayOutput output) throws IOException;
  }

  private static Answer work(FedTrainer trainer, TrainerRequest request) {
    if (request instanceof TrainerRequest.Step step) {
      return step.profile()
          ? operations(trainer.profile(step.feed(), step.step()))
          : losses(trainer.step(step.feed(), step.step()));
    }
    if (request instanceof TrainerRequest.Rank rank) {
      int[] ranks = trainer.ranks(rank.inputs(), rank.targets(), rank.excluded());
      return output -> output.writeInts(ranks);
    }
    if (request instanceof TrainerRequest.PrepareScoring) {
      trainer.prepareScoring();
    } else if (request instanceof TrainerRequest.ScoreWith with) {
      trainer.scoreWith(with.transitions());
    } else if (request instanceof TrainerRequest.Files files) {
      switch (files.action()) {
        case SAVE_WEIGHTS -> trainer.saveWeights(files.directory());
        case SAVE_CHECKPOINT -> trainer.saveCheckpoint(files.directory());
        case RESTORE_CHECKPOINT -> trainer.restoreCheckpoint(files.directory());
        case LEARN_FROM -> trainer.learnFrom(files.directory());
      }
    } else {
      throw new IllegalStateException("a trainer starts once");
    }
    return output -> {};
  }

  private static Answer losses(LossTerms terms) {
    return output -> {
      output.writeDouble(terms.maskedItem());
      output.writeDouble(terms.distillation());
      output.writeDouble(terms.attribute());
      output.writeDouble(terms.intraContrast());
      output.writeDouble(terms.crossContrast());
      output.writeDouble(terms.total());
    };
  }

  private static Answer operations(List<OperationTime> operations) {
    return output -> {
      output.writeInt(operations.size());
      for (OperationTime operation : operations) {
        output.writeText(operation.operation());
        output.writeInt(operation.calls());
        output.writeDouble(operation.seconds());
      }
    };
  }
}
