package io.emkd.domain.training;

import io.emkd.domain.error.CorruptArtifactException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

final class MemoryTrainingData implements TrainingDataStore {
  final Map<String, TrainingData> kept = new ConcurrentHashMap<>();
  volatile boolean damaged;

  @Override
  public void save(String trainingId, TrainingData data) {
    damaged = false;
    kept.put(trainingId, data);
  }

  @Override
  public Optional<TrainingData> find(String trainingId) {
    if (damaged && kept.containsKey(trainingId)) {
      throw new CorruptArtifactException("the data of " + trainingId + " are damaged", null);
    }
    return Optional.ofNullable(kept.get(trainingId));
  }

  @Override
  public void drop(String trainingId) {
    kept.remove(trainingId);
  }

  @Override
  public List<String> trainings() {
    return List.copyOf(kept.keySet());
  }
}
