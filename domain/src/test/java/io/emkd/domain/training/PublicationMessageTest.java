package io.emkd.domain.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.registry.VersionKey;
import io.emkd.domain.release.Publication;
import io.emkd.domain.release.PublicationDecision;
import io.emkd.domain.release.PublicationDecision.Comparison;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PublicationMessageTest {
  private static final VersionKey OLD = new VersionKey("shop", 1);
  private static final VersionKey NEW = new VersionKey("shop", 2);

  private static String of(PublicationDecision decision) {
    return PublicationMessage.of(new Publication(decision, List.of(), Optional.empty()));
  }

  @Test
  void eachDecisionHasItsWords() {
    assertThat(of(new PublicationDecision.Serves(NEW))).isEqualTo("shop@2 serves");
    assertThat(
            of(
                new PublicationDecision.ServesAsBetter(
                    NEW, new Comparison("NDCG@10", 0.25, 0.2, OLD))))
        .isEqualTo("shop@2 serves: validation NDCG@10 0.2500 against 0.2000 of version 1");
    assertThat(
            of(
                new PublicationDecision.GoesOnServing(
                    OLD, new Comparison("NDCG@10", 0.1, 0.12345, OLD))))
        .isEqualTo("shop@1 goes on serving: validation NDCG@10 0.1000 against 0.1235 of version 1");
    assertThat(of(new PublicationDecision.ServesForDamaged(NEW, OLD, "weights are torn")))
        .isEqualTo("shop@2 serves, since shop@1 cannot: weights are torn");
  }

  @Test
  void whatBecameOfOldVersionsIsSaidToo() {
    PublicationDecision serves = new PublicationDecision.Serves(NEW);
    assertThat(PublicationMessage.of(new Publication(serves, List.of(OLD, NEW), Optional.empty())))
        .isEqualTo("shop@2 serves; removed [shop@1, shop@2]");
    assertThat(
            PublicationMessage.of(
                new Publication(
                    serves, List.of(), Optional.of(new IllegalStateException("disk full")))))
        .isEqualTo("shop@2 serves; old versions stay: disk full");
  }

  @Test
  void theVersionThatWasPublishedComesFirst() {
    assertThat(PublicationMessage.of(NEW, "shop@2 serves"))
        .isEqualTo("published shop@2; shop@2 serves");
  }
}
