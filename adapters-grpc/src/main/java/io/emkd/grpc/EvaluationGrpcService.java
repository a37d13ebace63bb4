package io.emkd.grpc;

import io.emkd.domain.dataset.Split;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.evaluation.MetricRequirement;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelStore;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.RequirementOutcome;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;

/** {@code EvaluationService} over the domain's use case. */
public final class EvaluationGrpcService extends EvaluationServiceGrpc.EvaluationServiceImplBase {
  static final int MOST_CUTOFFS = 100;
  static final int MOST_REQUIREMENTS = 100;

  private static final int LARGEST_CUTOFF = 1000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final EvaluateEnsemble evaluate;
  private final ModelStore models;
  private final ModelMessages messages;
  private final Places places;

  public EvaluationGrpcService(EvaluateEnsemble evaluate, ModelStore models, CallLimits limits) {
    this.evaluate = evaluate;
    this.models = models;
    this.messages = new ModelMessages(models);
    this.places =
        new Places(
            "evaluations", "limits.evaluations_at_once", limits.evaluationsAtOnce(), RETRY_AFTER);
  }

  @Override
  public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> observer) {
    UnaryCall.answer(observer, () -> evaluate(request));
  }

  private EvaluateResponse evaluate(EvaluateRequest request) {
    long start = System.nanoTime();
    EvaluateEnsemble.Request asked = request(request);
    EvaluateEnsemble.Report report;
    try (Places.Place place = places.take()) {
      report = evaluate.evaluate(asked, Context.current()::isCancelled);
    }
    EvaluateResponse.Builder response =
        EvaluateResponse.newBuilder()
            .setModel(messages.of(report.model()))
            .setDataset(asked.dataset())
            .setSplit(io.emkd.v1.Split.valueOf("SPLIT_" + asked.split()))
            .setCandidates(
                io.emkd.v1.CandidateProtocol.valueOf("CANDIDATE_PROTOCOL_" + asked.candidates()))
            .setMetrics(Messages.metrics(report.metrics()))
            .setUnknownItems(report.unknownItems())
            .setPassed(report.passed());
    report
        .baselines()
        .forEach((name, metrics) -> response.putBaselines(name, Messages.metrics(metrics)));
    for (EvaluateEnsemble.Outcome outcome : report.outcomes()) {
      response.addOutcomes(
          RequirementOutcome.newBuilder()
              .setRequirement(outcome.requirement().toString())
              .setValue(outcome.value())
              .setPassed(outcome.held()));
    }
    return response
        .setDuration(Messages.duration(Duration.ofNanos(System.nanoTime() - start)))
        .build();
  }

  private static void atMost(Violations violations, String field, int count, int most) {
    violations.require(count <= most, field, count + " of them", "at most " + most);
  }

  private EvaluateEnsemble.Request request(EvaluateRequest request) {
    Violations violations = new Violations();
    atMost(violations, "cutoffs", request.getCutoffsCount(), MOST_CUTOFFS);
    atMost(violations, "requirements", request.getRequirementsCount(), MOST_REQUIREMENTS);
    violations.throwIfAny();
    ModelReference model = violations.attempt(() -> ModelReference.parse(request.getModel()));
    List<MetricRequirement> requirements =
        request.getRequirementsList().stream()
            .map(text -> violations.attempt(() -> MetricRequirement.parse(text)))
            .toList();
    for (int k : request.getCutoffsList()) {
      violations.require(k >= 1 && k <= LARGEST_CUTOFF, "cutoffs", k, "1 to " + LARGEST_CUTOFF);
    }
    violations.throwIfAny();
    Split split =
        switch (request.getSplit()) {
          case SPLIT_UNSPECIFIED, SPLIT_TEST -> Split.TEST;
          case SPLIT_VALIDATION -> Split.VALIDATION;
          case UNRECOGNIZED ->
              throw new InvalidInputException(
                  "split", request.getSplitValue(), "1, validation, or 2, test");
        };
    CandidateProtocol candidates =
        switch (request.getCandidates()) {
          case CANDIDATE_PROTOCOL_UNSPECIFIED, CANDIDATE_PROTOCOL_UNSEEN ->
              CandidateProtocol.UNSEEN;
          case CANDIDATE_PROTOCOL_FULL -> CandidateProtocol.FULL;
          case UNRECOGNIZED ->
              throw new InvalidInputException(
                  "candidates", request.getCandidatesValue(), "1, unseen, or 2, full");
        };
    String dataset =
        request.getDataset().isEmpty() ? models.manifest(model).dataset() : request.getDataset();
    return new EvaluateEnsemble.Request(
        model,
        dataset,
        split,
        candidates,
        request.getCutoffsCount() == 0 ? List.of(5, 10) : request.getCutoffsList(),
        requirements,
        request.getBaselines());
  }
}
