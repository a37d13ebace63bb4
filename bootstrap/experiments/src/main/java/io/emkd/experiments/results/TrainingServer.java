package io.emkd.experiments.results;

import com.google.common.collect.Iterators;
import com.google.protobuf.util.Timestamps;
import io.emkd.cli.Pages;
import io.emkd.cli.TrainingEvents;
import io.emkd.v1.CandidateProtocol;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.GetDatasetResponse;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.GetTrainingRequest;
import io.emkd.v1.LabelModelRequest;
import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListModelsResponse;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.NotWorseThan;
import io.emkd.v1.ResumeTrainingRequest;
import io.emkd.v1.ResumeTrainingResponse;
import io.emkd.v1.Split;
import io.emkd.v1.StartTrainingRequest;
import io.emkd.v1.TrainRequest;
import io.emkd.v1.Training;
import io.emkd.v1.TrainingServiceGrpc;
import io.emkd.v1.TrainingState;
import io.emkd.v1.WatchTrainingRequest;
import io.emkd.v1.WatchTrainingResponse;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What experiments ask of a server. */
public final class TrainingServer {
  private static final String METRIC = "NDCG@10";

  private final Channel channel;
  private final CandidateProtocol candidates;
  private final List<Integer> cutoffs;

  /**
   * @param candidates of the test split
   * @param cutoffs the Ks of HR@K and NDCG@K; 10 is one of them
   */
  public TrainingServer(Channel channel, CandidateProtocol candidates, List<Integer> cutoffs) {
    this.channel = channel;
    this.candidates = candidates;
    this.cutoffs = List.copyOf(cutoffs);
  }

  public GetDatasetResponse dataset(String name) {
    return DatasetServiceGrpc.newBlockingStub(channel)
        .getDataset(GetDatasetRequest.newBuilder().setDataset(name).build());
  }

  /** A training that ended well, and what it published. */
  public record Trained(Training training, Model model) {}

  /**
   * Trains as {@link #train} does; empty where it did not end well, or its version was deleted
   * since, after saying so on standard error.
   */
  public Optional<Trained> trained(TrainRequest request, String key) {
    Training training = train(request, key);
    if (training.getState() != TrainingState.TRAINING_STATE_SUCCEEDED) {
      return Optional.empty();
    }
    Optional<Model> model = published(training);
    if (model.isEmpty()) {
      System.err.println("the version of training " + training.getId() + " was deleted since");
    }
    return model.map(version -> new Trained(training, version));
  }

  /**
   * Does a part of an experiment; empty where the server refuses it, after saying so on standard
   * error.
   *
   * @param name of the part
   * @throws StatusRuntimeException UNAVAILABLE: the other parts would be told the same, and the
   *     experiment goes on with this one when it is started again
   */
  public static <R> Optional<R> unlessRefused(String name, Supplier<Optional<R>> part) {
    try {
      return part.get();
    } catch (StatusRuntimeException refused) {
      Status status = refused.getStatus();
      if (status.getCode() == Status.Code.UNAVAILABLE) {
        throw refused;
      }
      System.err.println(name + ": " + status.getCode() + ": " + status.getDescription());
      return Optional.empty();
    }
  }

  /**
   * Trains until the end and shows its events; what was started under this key before is watched,
   * and what had ended without a version goes on.
   *
   * @return the training as it ended
   */
  private Training train(TrainRequest request, String key) {
    var trainings = TrainingServiceGrpc.newBlockingStub(channel);
    Training training =
        trainings
            .startTraining(
                StartTrainingRequest.newBuilder().setTraining(request).setRequestId(key).build())
            .getTraining();
    boolean goesOn =
        training.getState() == TrainingState.TRAINING_STATE_QUEUED
            || training.getState() == TrainingState.TRAINING_STATE_RUNNING;
    if (training.getState() != TrainingState.TRAINING_STATE_SUCCEEDED) {
      TrainingEvents.showAside(
          goesOn
              ? Iterators.transform(
                  trainings.watchTraining(
                      WatchTrainingRequest.newBuilder().setTrainingId(training.getId()).build()),
                  WatchTrainingResponse::getEvent)
              : Iterators.transform(
                  trainings.resumeTraining(
                      ResumeTrainingRequest.newBuilder().setTrainingId(training.getId()).build()),
                  ResumeTrainingResponse::getEvent));
    }
    return trainings
        .getTraining(GetTrainingRequest.newBuilder().setTrainingId(training.getId()).build())
        .getTraining();
  }

  /** Returns the version that a training published; empty where it was deleted since. */
  private Optional<Model> published(Training training) {
    var models = ModelServiceGrpc.newBlockingStub(channel);
    List<Model> all = new ArrayList<>();
    Pages.each(
        token -> models.listModels(ListModelsRequest.newBuilder().setPageToken(token).build()),
        ListModelsResponse::getNextPageToken,
        page -> all.addAll(page.getModelsList()));
    return all.stream().filter(model -> model.getTrainingId().equals(training.getId())).findFirst();
  }

  /** Returns what a version was trained with, such as device; empty where it was deleted since. */
  public Map<String, String> environment(String model) {
    try {
      return ModelServiceGrpc.newBlockingStub(channel)
          .getModel(GetModelRequest.newBuilder().setModel(model).build())
          .getModel()
          .getEnvironmentMap();
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return Map.of();
      }
      throw refused;
    }
  }

  /** Returns how long a training took, from its acceptance to its end. */
  public static double seconds(Training training) {
    return Timestamps.between(training.getCreateTime(), training.getUpdateTime()).getSeconds();
  }

  public static String name(Model model) {
    return model.getName() + "@" + model.getVersion();
  }

  /**
   * Ranks the test split by a version.
   *
   * @param other a version to compare with, user by user
   * @param baselines whether the baselines are ranked beside it
   */
  public EvaluateResponse evaluate(String model, Optional<String> other, boolean baselines) {
    EvaluateRequest.Builder request =
        EvaluateRequest.newBuilder()
            .setModel(model)
            .setSplit(Split.SPLIT_TEST)
            .setCandidates(candidates)
            .addAllCutoffs(cutoffs)
            .setBaselines(baselines);
    // A tolerance of 1 no version is below: what is wanted is the interval.
    other.ifPresent(
        name ->
            request.setNotWorseThan(
                NotWorseThan.newBuilder().setModel(name).setMetric(METRIC).setTolerance(1)));
    return EvaluationServiceGrpc.newBlockingStub(channel).evaluate(request.build());
  }

  /** Labels a version, which stays then; one that is gone is not. */
  public void label(String model, String label) {
    unlessRefused(
        model,
        () ->
            Optional.of(
                ModelServiceGrpc.newBlockingStub(channel)
                    .labelModel(
                        LabelModelRequest.newBuilder().setModel(model).setLabel(label).build())));
  }
}
