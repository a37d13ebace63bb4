package io.emkd.grpc.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.CapacityException;
import io.emkd.grpc.HeldClient;
import io.grpc.Context;
import io.grpc.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Calls that take long, of which only so many are under way. */
class PlacesTest {
  private final Places places =
      new Places("exports", "limits.exports_at_once", 2, Duration.ofSeconds(9));

  @Test
  void oneMoreThanThereArePlacesIsRefusedAndSaysWhy() {
    Places.Place first = places.take();
    places.take();

    assertThatThrownBy(places::take)
        .isInstanceOf(CapacityException.class)
        .hasMessage("2 exports are under way, as many as may at once (limits.exports_at_once)");
    first.close();
    places.take();
  }

  @Test
  void aPlaceThatIsGivenBackTwiceIsOnePlace() {
    Places.Place first = places.take();
    places.take();
    first.close();
    first.close();
    places.take();

    assertThatThrownBy(places::take).isInstanceOf(CapacityException.class);
  }

  @Test
  void aStreamHoldsItsPlaceUntilItsCallIsOver() throws Exception {
    Context.CancellableContext call = Context.current().withCancellation();
    call.call(() -> places.held(new HeldClient<String>(), HeldClient<String>::new));
    places.take();
    HeldClient<String> refused = new HeldClient<>();
    places.held(refused, HeldClient<String>::new).onNext("is ignored");

    assertThat(refused.refusal().code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    assertThat(refused.refusal().retryAfter()).contains(Duration.ofSeconds(9));
    call.cancel(null);
    places.take();
  }
}
