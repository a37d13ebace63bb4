package io.emkd.grpc.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.PreconditionFailure;
import com.google.rpc.ResourceInfo;
import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.TimedOutException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.error.Violation;
import io.emkd.grpc.Refusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What a client can act on, for each way in which a call can fail. */
class ErrorStatusTest {
  private static Refusal refusal(RuntimeException failure) {
    return Refusal.of(ErrorStatus.of(failure));
  }

  @Test
  void everythingWrongWithARequestIsToldByField() {
    Refusal refusal =
        refusal(
            new InvalidInputException(
                List.of(
                    new Violation("count", "0", "1 to 1000"),
                    new Violation("history", "not set", "user_id or items"))));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.message())
        .isEqualTo(
            "count is 0 but must be 1 to 1000; history is not set but must be user_id or items");
    assertThat(refusal.reason()).isEqualTo("INVALID_INPUT");
    assertThat(refusal.metadata()).isEqualTo(Map.of("field", "count"));
    assertThat(refusal.fields()).containsExactly("count", "history");
  }

  @Test
  void whatIsNotThereIsNamed() {
    Refusal refusal = refusal(new NotFoundException("user", "u1", "append interactions"));
    ResourceInfo resource = refusal.detail(ResourceInfo.class).orElseThrow();

    assertThat(refusal.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(refusal.message()).isEqualTo("user 'u1' does not exist; append interactions");
    assertThat(refusal.reason()).isEqualTo("USER_NOT_FOUND");
    assertThat(refusal.metadata()).isEqualTo(Map.of("user", "u1"));
    assertThat(resource.getResourceType()).isEqualTo("user");
    assertThat(resource.getResourceName()).isEqualTo("u1");
  }

  @Test
  void whatIsThereAlreadyIsNamed() {
    Refusal refusal = refusal(new AlreadyExistsException("dataset", "shop", "take another name"));

    assertThat(refusal.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(refusal.reason()).isEqualTo("DATASET_ALREADY_EXISTS");
    assertThat(refusal.metadata()).isEqualTo(Map.of("dataset", "shop"));
    assertThat(refusal.detail(ResourceInfo.class)).isPresent();
  }

  @Test
  void aPreconditionSaysOfWhatItIsOne() {
    Refusal refusal =
        refusal(new UnmetPreconditionException("VERSION_IN_USE", "models/shop@1", "it serves"));
    var violation = refusal.detail(PreconditionFailure.class).orElseThrow().getViolations(0);

    assertThat(refusal.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(refusal.reason()).isEqualTo("VERSION_IN_USE");
    assertThat(refusal.metadata()).isEqualTo(Map.of("subject", "models/shop@1"));
    assertThat(violation.getType()).isEqualTo("VERSION_IN_USE");
    assertThat(violation.getSubject()).isEqualTo("models/shop@1");
    assertThat(violation.getDescription()).isEqualTo("it serves");
  }

  @Test
  void whatPassesSaysWhenToTryAgain() {
    Refusal full = refusal(new CapacityException("the queue is full", Duration.ofMillis(1500)));
    Refusal away =
        refusal(new UnavailableException("the store is away", Duration.ofSeconds(3), null));

    assertThat(full.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(full.reason()).isEqualTo("QUEUE_FULL");
    assertThat(full.retryAfter()).contains(Duration.ofMillis(1500));
    assertThat(away.code()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(away.reason()).isEqualTo("STORE_UNAVAILABLE");
    assertThat(away.retryAfter()).contains(Duration.ofSeconds(3));
  }

  @Test
  void damageAndSlownessAndCancellingHaveStatusesOfTheirOwn() {
    Refusal damaged = refusal(new CorruptArtifactException("weights are torn", null));
    Refusal slow = refusal(new TimedOutException("nothing was sent"));
    Refusal cancelled = refusal(new CancellationException("the client has gone"));

    assertThat(damaged.code()).isEqualTo(Status.Code.DATA_LOSS);
    assertThat(damaged.reason()).isEqualTo("ARTIFACT_DAMAGED");
    assertThat(slow.code()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    assertThat(slow.reason()).isEqualTo("CLIENT_TOO_SLOW");
    assertThat(cancelled.code()).isEqualTo(Status.Code.CANCELLED);
    assertThat(cancelled.reason()).isEqualTo("CANCELLED");
  }

  @Test
  void whatNobodyExpectedSaysNothingOfItself() {
    Refusal refusal = refusal(new IllegalStateException("secret"));

    assertThat(refusal.code()).isEqualTo(Status.Code.INTERNAL);
    assertThat(refusal.message()).doesNotContain("secret").contains(refusal.metadata().get("id"));
  }

  @Test
  void whatIsAStatusAlreadyStaysAsItIs() {
    StatusRuntimeException already = Status.RESOURCE_EXHAUSTED.asRuntimeException();

    assertThat(ErrorStatus.of(already)).isSameAs(already);
  }
}
