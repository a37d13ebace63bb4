package io.emkd.tensorflow.recbole;

import io.emkd.domain.ensemble.CheckpointFormat;
import io.emkd.domain.ensemble.ForeignCheckpoints;
import io.emkd.domain.ensemble.ForeignNetwork;
import io.emkd.tensorflow.torch.TorchFile;
import java.nio.file.Path;

/** Reads the checkpoints of RecBole's trainer. Thread-safe. */
public final class RecBoleCheckpoints implements ForeignCheckpoints {
  @Override
  public ForeignNetwork open(CheckpointFormat format, String name, Path file) {
    return switch (format) {
      case RECBOLE -> open(name, file);
    };
  }

  private static ForeignNetwork open(String name, Path file) {
    TorchFile torch = TorchFile.open(name, file);
    try {
      return RecBoleNetwork.of(torch);
    } catch (RuntimeException refused) {
      torch.close();
      throw refused;
    }
  }
}
