package io.emkd.grpc.evaluation;

import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.domain.registry.ModelStore;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.call.Places;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.grpc.model.ModelMessages;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluateResponse;
import io.emkd.v1.EvaluationServiceGrpc;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** {@code EvaluationService} over the domain's use case. */
public final class EvaluationGrpcService extends EvaluationServiceGrpc.EvaluationServiceImplBase {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

  private final EvaluateEnsemble evaluate;
  private final ModelMessages messages;
  private final Places places;

  public EvaluationGrpcService(EvaluateEnsemble evaluate, ModelStore models, CallLimits limits) {
    this.evaluate = evaluate;
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
    EvaluateEnsemble.Request asked = EvaluationRequests.request(request);
    EvaluateEnsemble.Report report;
    try (Places.Place place = places.take()) {
      report = evaluate.evaluate(asked, Context.current()::isCancelled);
    }
    return EvaluationMessages.response(
        asked, report, messages, Duration.ofNanos(System.nanoTime() - start));
  }
}
