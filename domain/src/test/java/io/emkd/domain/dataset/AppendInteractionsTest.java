package io.emkd.domain.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.AppendInteractions.Draft;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.Violation;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AppendInteractionsTest {
  private static final double NOW = 1_000_000;

  private final RecordedLog log = new RecordedLog();
  private final AppendInteractions append =
      new AppendInteractions(log, Clock.fixed(Instant.ofEpochSecond((long) NOW), ZoneOffset.UTC));

  private static final class RecordedLog implements InteractionLog {
    final List<InteractionEvent> events = new ArrayList<>();
    final List<Optional<RequestId>> requests = new ArrayList<>();
    final List<SourcePosition> batches = new ArrayList<>();

    @Override
    public CompletableFuture<Appended> append(
        String dataset, List<InteractionEvent> appended, Optional<RequestId> request) {
      events.addAll(appended);
      requests.add(request);
      return CompletableFuture.completedFuture(new Appended(appended.size(), 0));
    }

    @Override
    public CompletableFuture<Appended> append(
        String dataset, List<InteractionEvent> appended, SourcePosition batch) {
      events.addAll(appended);
      batches.add(batch);
      return CompletableFuture.completedFuture(new Appended(appended.size(), 0));
    }

    @Override
    public long position(String source, int partition, long first) {
      throw new UnsupportedOperationException();
    }

    @Override
    public List<PlacedInteraction> newest(
        String dataset, String userId, Optional<HistoryPlace> before, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int deleteUser(String dataset, String userId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int deleteBefore(String dataset, double timestamp) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }

  private static Draft draft(String item, OptionalDouble time, String eventId) {
    return new Draft("ann", item, time, Double.NaN, "", eventId);
  }

  private static Draft draft(String item) {
    return draft(item, OptionalDouble.empty(), "");
  }

  @Test
  void anEventWithoutATimeHappensNow() {
    append.append("shop", "", List.of(draft("tea"), draft("cup", OptionalDouble.of(5), ""))).join();
    assertThat(log.events)
        .extracting(event -> event.interaction().timestamp())
        .containsExactly(NOW, 5.0);
  }

  @Test
  void aRequestWithAnIdGivesItsEventsIdsUnlessTheyHaveTheirOwn() {
    append
        .append(
            "shop", "order-7", List.of(draft("tea"), draft("cup", OptionalDouble.empty(), "own")))
        .join();
    assertThat(log.events)
        .extracting(InteractionEvent::eventId)
        .containsExactly("order-7#0", "own");
    assertThat(log.requests.get(0)).map(InteractionLog.RequestId::id).contains("order-7");
  }

  @Test
  void aRequestWithoutAnIdGivesNone() {
    append.append("shop", "", List.of(draft("tea"))).join();
    assertThat(log.events).extracting(InteractionEvent::eventId).containsExactly("");
    assertThat(log.requests).containsExactly(Optional.empty());
  }

  @Test
  void theSameRequestHasTheSameDigestWheneverItComesAndAnotherHasAnother() {
    append.append("shop", "r", List.of(draft("tea"))).join();
    new AppendInteractions(log, Clock.systemUTC())
        .append("shop", "r", List.of(draft("tea")))
        .join();
    append.append("shop", "r", List.of(draft("cup"))).join();
    assertThat(log.requests.get(1)).isEqualTo(log.requests.get(0));
    assertThat(log.requests.get(2)).isNotEqualTo(log.requests.get(0));
  }

  @Test
  void everyViolationIsNamedByItsPlaceAndNothingIsAppended() {
    List<Draft> drafts =
        List.of(
            draft("tea"),
            draft(""),
            draft("cup", OptionalDouble.of(NOW + 86_401), ""),
            draft("cup", OptionalDouble.of(-1), ""));
    assertThatThrownBy(() -> append.append("shop", "", drafts))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            invalid ->
                assertThat(invalid.violations())
                    .extracting(Violation::field)
                    .containsExactly(
                        "interactions[1].item_id", "interactions[2].time", "interactions[3].time"));
    assertThat(log.events).isEmpty();
  }

  @Test
  void aClockThatIsADayAheadIsBelieved() {
    append.append("shop", "", List.of(draft("tea", OptionalDouble.of(NOW + 86_400), ""))).join();
    assertThat(log.events).hasSize(1);
  }

  @Test
  void anEmptyRequestAndOneThatIsTooLargeAreRefused() {
    assertThatThrownBy(() -> append.append("shop", "", List.of()))
        .hasMessageContaining("interactions");
    List<Draft> many =
        IntStream.rangeClosed(0, AppendInteractions.LARGEST_REQUEST)
            .mapToObj(i -> draft("tea"))
            .toList();
    assertThatThrownBy(() -> append.append("shop", "", many))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("1 to 10000");
    assertThat(log.events).isEmpty();
  }

  @Test
  void anEventOfAStreamIsCheckedByItselfAndKeepsItsOwnId() {
    assertThat(append.checked(draft("tea", OptionalDouble.of(5), "own")))
        .isEqualTo(new InteractionEvent(new Interaction("ann", "tea", 5), "own"));
    assertThatThrownBy(() -> append.checked(draft("tea", OptionalDouble.of(NOW + 86_401), "")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("time is ");
    assertThatThrownBy(() -> append.checked(draft("")))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageStartingWith("item_id is ");
  }

  @Test
  void aBatchOfAStreamIsAppendedWithItsPositionEvenIfNoneOfItsEventsIsLeft() {
    SourcePosition batch = new SourcePosition("group/topic", 0, 7, 9);
    append.append("shop", List.of(append.checked(draft("tea"))), batch).join();
    append.append("shop", List.of(), batch).join();
    assertThat(log.events).hasSize(1);
    assertThat(log.batches).containsExactly(batch, batch);
    assertThatThrownBy(() -> new SourcePosition("", -1, -1, -2))
        .isInstanceOfSatisfying(
            InvalidInputException.class,
            invalid ->
                assertThat(invalid.violations())
                    .extracting(Violation::field)
                    .containsExactly("source", "partition", "from", "to"));
  }
}
