package io.emkd.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ViewerTest {
  private final FilmCatalogue catalogue = new FilmCatalogue();

  private Film film(String title) {
    return catalogue.films().stream()
        .filter(film -> film.title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  private Viewer after(String... titles) {
    return Viewer.after(
        Arrays.stream(titles).mapToInt(title -> film(title).number()).toArray(), catalogue);
  }

  @Test
  void whoHasSeenNothingFollowsNothing() {
    Viewer viewer = after();
    assertThat(viewer.moment()).isEqualTo(Viewer.Moment.BETWEEN_SERIES);
    assertThat(viewer.taste()).isEqualTo(Film.NONE);
    assertThat(viewer.nextPart()).isEmpty();
  }

  @Test
  void aFirstPartIsFollowed() {
    Viewer viewer = after("Space Caravan");
    assertThat(viewer.moment()).isEqualTo(Viewer.Moment.WITHIN_SERIES);
    assertThat(viewer.nextPart()).contains(film("Space Caravan: The Return"));
    assertThat(viewer.taste()).isEqualTo(film("Space Caravan").genre());
  }

  @Test
  void aSeriesWaitsDuringAnAside() {
    Viewer viewer = after("Space Caravan", "Horror Orchard: Last Light");
    assertThat(viewer.moment()).isEqualTo(Viewer.Moment.AFTER_ASIDE);
    assertThat(viewer.nextPart()).contains(film("Space Caravan: The Return"));
  }

  @Test
  void theTasteIsThatOfTheLastAsideHoweverLongTheSeriesGoesOn() {
    Viewer viewer =
        after("Space Caravan", "Comedy Short 3", "Space Caravan: The Return", "Horror Short 2");
    assertThat(viewer.moment()).isEqualTo(Viewer.Moment.AFTER_ASIDE);
    viewer.see(film("Space Caravan: Last Light"));
    assertThat(viewer.moment()).isEqualTo(Viewer.Moment.BETWEEN_SERIES);
    assertThat(viewer.taste()).isEqualTo(film("Horror Short 2").genre());
  }

  @Test
  void anotherFirstPartIsAnAsideWhileASeriesIsFollowed() {
    Viewer viewer = after("Space Caravan", "Horror Orchard");
    assertThat(viewer.moment()).isEqualTo(Viewer.Moment.AFTER_ASIDE);
    assertThat(viewer.nextPart()).contains(film("Space Caravan: The Return"));
  }

  @Test
  void aPartThatWasSeenBeforeIsSkipped() {
    Viewer viewer = after("Space Caravan: The Return", "Space Caravan");
    assertThat(viewer.nextPart()).contains(film("Space Caravan: Last Light"));
  }

  @Test
  void aSeriesOfWhichNothingIsLeftIsNotFollowed() {
    assertThat(
            after("Space Caravan: The Return", "Space Caravan: Last Light", "Space Caravan")
                .moment())
        .isEqualTo(Viewer.Moment.BETWEEN_SERIES);
  }
}
