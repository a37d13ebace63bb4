package io.emkd.grpc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.evaluation.EvaluateEnsemble;
import io.emkd.grpc.MemoryDatasets;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.ServedShop;
import io.emkd.grpc.call.CallLimits;
import io.emkd.v1.EvaluateRequest;
import io.emkd.v1.EvaluationServiceGrpc;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Evaluations that cannot be done. */
@Timeout(60)
class EvaluationGrpcServiceTest {
  private final ServedShop shop = new ServedShop();
  private final ServedCalls calls =
      new ServedCalls(
          new EvaluationGrpcService(
              new EvaluateEnsemble(new MemoryDatasets(), shop.models),
              shop.store,
              new CallLimits(1, 1, 1, 1)));

  @AfterEach
  void stop() {
    calls.close();
    shop.close();
  }

  private Refusal refusal(EvaluateRequest.Builder request) {
    return Refusal.of(
        () ->
            EvaluationServiceGrpc.newBlockingStub(calls.channel())
                .evaluate(request.setModel("shop").build()));
  }

  @Test
  void theDatasetThatAModelWasTrainedOnIsEvaluatedWhereNoneIsNamed() {
    assertThat(refusal(EvaluateRequest.newBuilder()).metadata()).containsEntry("dataset", "shop");
    assertThat(refusal(EvaluateRequest.newBuilder().setDataset("films")).metadata())
        .containsEntry("dataset", "films");
  }

  @Test
  void anEvaluationThatFailsGivesItsPlaceBack() {
    for (int call = 0; call < 3; call++) {
      assertThat(refusal(EvaluateRequest.newBuilder()).code()).isEqualTo(Status.Code.NOT_FOUND);
    }
  }
}
