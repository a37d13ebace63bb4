package io.emkd.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportPageTest {
  private static final String MARKUP = "</script><img src=x onerror=alert(1)>";

  @TempDir Path folder;

  private static ReportPage page() {
    return new ReportPage(MARKUP, MARKUP)
        .part(
            MARKUP,
            Blocks.tiles(Map.of(MARKUP, MARKUP)),
            Blocks.facts(Map.of(MARKUP, MARKUP)),
            Blocks.text(MARKUP),
            Blocks.folded(
                MARKUP,
                Blocks.table(
                    List.of(new Blocks.Column(MARKUP, false), new Blocks.Column(MARKUP, true)),
                    List.of(List.of(MARKUP, MARKUP)))),
            Blocks.charts(
                List.of(
                    new BarChart(MARKUP, MARKUP, List.of(new BarChart.Bar(MARKUP, 1, null, false))),
                    new LineChart(
                        MARKUP,
                        List.of(new LineChart.Axis(MARKUP, LineChart.Scale.EVEN)),
                        List.of(
                            new LineChart.Line(
                                MARKUP, List.of(new double[] {1}), new double[] {2})),
                        true))));
  }

  @Test
  void whateverATitleHoldsStaysText() {
    assertThat(page().text())
        .doesNotContain("<img src=x")
        .contains("&lt;img src=x onerror=alert(1)&gt;");
  }

  /** Scripts and styles name none either: the browser is told to ask for nothing. */
  @Test
  void nothingOfAPageIsTakenFromAnotherPlace() {
    String text = page().text();
    assertThat(text)
        .contains("default-src &#x27;none&#x27;; img-src data:;")
        .doesNotContain("connect-src", "@import");
    assertThat(text.replaceAll("(?s)<script>.*?</script>", ""))
        .doesNotContainPattern("(src|href|action)=\"(?!data:,\")")
        .doesNotContain("url(");
    assertThat(text.split("<script>", -1)).hasSize(3);
  }

  @Test
  void aPageTakesThePlaceOfTheOneBefore() throws Exception {
    Path file = folder.resolve("reports").resolve("page.html");
    new ReportPage("first", "").write(file);
    page().write(file);
    assertThat(Files.readString(file)).isEqualTo(page().text());
    try (var files = Files.list(file.getParent())) {
      assertThat(files).hasSize(1);
    }
  }
}
