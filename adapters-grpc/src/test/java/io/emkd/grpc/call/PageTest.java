package io.emkd.grpc.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.error.InvalidInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listings in pages. */
class PageTest {
  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @ParameterizedTest
  @CsvSource({"0,10", "1,1", "10,3", "9,3", "2500,0", "2500,5000"})
  void thePagesTogetherHoldEachElementOnce(int count, int pageSize) {
    List<Integer> read = new ArrayList<>();
    String token = "";
    do {
      Page<Integer> page = Page.of(numbers(count), pageSize, token);
      assertThat(page.elements()).hasSizeLessThanOrEqualTo(1000);
      read.addAll(page.elements());
      token = page.nextPageToken();
    } while (!token.isEmpty());

    assertThat(read).isEqualTo(numbers(count));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "1234567890", "1 ", "0x1"})
  void aTokenThatNoAnswerGaveIsRefused(String token) {
    assertThatThrownBy(() -> Page.of(numbers(3), 1, token))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("page_token");
  }

  @Test
  void aTokenBehindTheEndOfAListThatShrankGivesAnEmptyLastPage() {
    assertThat(Page.of(numbers(3), 1, "7")).isEqualTo(new Page<>(List.of(), ""));
  }

  @Test
  void aSizeBelowZeroIsRefusedAndOneThatIsTooLargeIsTheLargest() {
    assertThatThrownBy(() -> Page.size(-1, 50, 1000))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("page_size");
    assertThat(Page.size(0, 50, 1000)).isEqualTo(50);
    assertThat(Page.size(7, 50, 1000)).isEqualTo(7);
    assertThat(Page.size(1001, 50, 1000)).isEqualTo(1000);
  }

  @Test
  void longIdsMakeAPageShorterThanAClientsLimit() {
    List<String> ids = Collections.nCopies(20_000, "\u4e2d".repeat(256));
    List<String> page = Page.fitting(ids);

    // Three bytes a character, tag and length: as many as 3 MB hold.
    assertThat(page).hasSize(3_000_000 / (3 * 256 + 3));
    assertThat(Page.fitting(ids.subList(0, 10))).hasSize(10);
  }
}
