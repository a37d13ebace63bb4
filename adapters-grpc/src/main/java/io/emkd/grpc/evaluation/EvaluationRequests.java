package io.emkd.grpc.evaluation;

import io.emkd.domain.dataset.Split;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.evaluation.CandidateProtocol;
import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.evaluation.ListMetrics;
import io.emkd.domain.evaluation.MetricRequirement;
import io.emkd.domain.evaluation.NotWorseThan;
import io.emkd.domain.evaluation.RankMetric;
import io.emkd.domain.evaluation.RankingMetrics;
import io.emkd.domain.registry.ModelReference;
import io.emkd.grpc.wire.FieldLimits;
import io.emkd.v1.EvaluateRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a client asks an evaluation for, as the domain's request. */
final class EvaluationRequests {
  private static final int LARGEST_CUTOFF = 1000;
  private static final List<Integer> CUTOFFS = List.of(5, 10);
  private static final double CONFIDENCE = 0.95;

  private EvaluationRequests() {}

  /**
   * Reads a request; what it leaves out gets the default that the protocol names.
   *
   * @throws InvalidInputException with every violation
   */
  static EvaluateEnsemble.Request request(EvaluateRequest request) {
    Violations violations = new Violations();
    atMost(violations, "cutoffs", request.getCutoffsCount(), FieldLimits.CUTOFFS);
    atMost(violations, "requirements", request.getRequirementsCount(), FieldLimits.REQUIREMENTS);
    violations.throwIfAny();
    ModelReference model = violations.attempt(() -> ModelReference.parse(request.getModel()));
    List<MetricRequirement> requirements =
        request.getRequirementsList().stream()
            .map(text -> violations.attempt(() -> MetricRequirement.parse(text)))
            .toList();
    for (int k : request.getCutoffsList()) {
      violations.require(k >= 1 && k <= LARGEST_CUTOFF, "cutoffs", k, "1 to " + LARGEST_CUTOFF);
    }
    violations.require(
        !request.hasListLength()
            || (request.getListLength() >= 1 && request.getListLength() <= ListMetrics.LONGEST),
        "list_length",
        request.getListLength(),
        "1 to " + ListMetrics.LONGEST);
    Optional<NotWorseThan> notWorseThan =
        model == null || !request.hasNotWorseThan()
            ? Optional.empty()
            : Optional.ofNullable(
                violations.attempt(() -> notWorseThan(request.getNotWorseThan(), model)));
    violations.throwIfAny();
    Split split = split(request);
    CandidateProtocol candidates = candidates(request);
    return new EvaluateEnsemble.Request(
        Objects.requireNonNull(model),
        request.getDataset(),
        split,
        candidates,
        request.getCutoffsCount() == 0 ? CUTOFFS : request.getCutoffsList(),
        requirements,
        request.getBaselines(),
        request.getSlices(),
        request.getListLength(),
        notWorseThan);
  }

  private static NotWorseThan notWorseThan(io.emkd.v1.NotWorseThan asked, ModelReference model) {
    try {
      return new NotWorseThan(
          asked.getModel().isEmpty()
              ? new ModelReference(model.name(), 0)
              : ModelReference.parse(asked.getModel()),
          RankMetric.parse(
              asked.getMetric().isEmpty() ? RankingMetrics.SELECTION_METRIC : asked.getMetric()),
          asked.getTolerance(),
          asked.getConfidence() == 0 ? CONFIDENCE : asked.getConfidence(),
          asked.getSeed());
    } catch (InvalidInputException invalid) {
      throw invalid.within("not_worse_than");
    }
  }

  private static void atMost(Violations violations, String field, int count, int most) {
    violations.require(count <= most, field, count + " of them", "at most " + most);
  }

  private static Split split(EvaluateRequest request) {
    return switch (request.getSplit()) {
      case SPLIT_UNSPECIFIED, SPLIT_TEST -> Split.TEST;
      case SPLIT_VALIDATION -> Split.VALIDATION;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "split", request.getSplitValue(), "1, validation, or 2, test");
    };
  }

  private static CandidateProtocol candidates(EvaluateRequest request) {
    return switch (request.getCandidates()) {
      case CANDIDATE_PROTOCOL_UNSPECIFIED, CANDIDATE_PROTOCOL_UNSEEN -> CandidateProtocol.UNSEEN;
      case CANDIDATE_PROTOCOL_FULL -> CandidateProtocol.FULL;
      case CANDIDATE_PROTOCOL_UNSEEN_HISTORY -> CandidateProtocol.UNSEEN_HISTORY;
      case UNRECOGNIZED ->
          throw new InvalidInputException(
              "candidates",
              request.getCandidatesValue(),
              "1, unseen, 2, full, or 3, unseen_history");
    };
  }
}
