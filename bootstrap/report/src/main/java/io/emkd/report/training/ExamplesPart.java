package io.emkd.report.training;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.p;
import static j2html.TagCreator.strong;

import io.emkd.domain.dataset.Item;
import io.emkd.report.BarChart;
import io.emkd.report.Blocks;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.LiTag;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What a version recommends to people, by the titles of items. */
final class ExamplesPart {
  private static final int BINS = 5;

  private ExamplesPart() {}

  /**
   * @param shown so many of them, spread over all
   */
  static DomContent of(List<Example> examples, int shown) {
    DivTag part =
        div(
            Blocks.text(
                String.format(
                    Locale.ROOT,
                    "Of %d users, the first by their ids, each as of before the last item, which was held out: among the"
                        + " ten items recommended, %d find it.",
                    examples.size(),
                    examples.stream().filter(Example::found).count())));
    double[] agreements =
        examples.stream()
            .map(Example::agreement)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    if (agreements.length > 0) {
      part.with(Blocks.charts(List.of(agreement(agreements))));
    }
    int count = Math.min(shown, examples.size());
    List<DivTag> some =
        IntStream.range(0, count)
            .map(n -> n * examples.size() / count)
            .mapToObj(at -> person(examples.get(at), at + 1, examples.size()))
            .toList();
    return part.with(div(each(some, one -> one)).withClass("people"));
  }

  private static BarChart agreement(double[] agreements) {
    long[] counts = new long[BINS];
    for (double agreement : agreements) {
      counts[Math.min(BINS - 1, (int) (agreement * BINS))]++;
    }
    return new BarChart(
        String.format(
            Locale.ROOT,
            "Agreement: of each network's own best ten this share is recommended, %.2f on average",
            Arrays.stream(agreements).average().orElseThrow()),
        "users",
        IntStream.range(0, BINS)
            .mapToObj(
                bin ->
                    new BarChart.Bar(
                        String.format(
                            Locale.ROOT,
                            "%.1f to %.1f",
                            (double) bin / BINS,
                            (double) (bin + 1) / BINS),
                        counts[bin],
                        null,
                        false))
            .toList());
  }

  private static DivTag person(Example example, int number, int of) {
    DivTag person =
        div(
                h3("User " + number + " of " + of),
                p("before, the newest last"),
                ol(each(example.history(), item -> li(title(item)))),
                p("recommended; what came next is in bold"),
                ol(each(example.recommended(), item -> recommended(item, example.next()))))
            .withClass("person");
    if (!example.found()) {
      person.with(p("What came next is not among them: " + title(example.next())));
    }
    example
        .agreement()
        .ifPresent(
            share ->
                person.with(
                    p(String.format(Locale.ROOT, "Agreement of the networks: %.2f", share))));
    return person;
  }

  private static LiTag recommended(Item item, Item next) {
    return item.id().equals(next.id()) ? li(strong(title(item))) : li(title(item));
  }

  private static String title(Item item) {
    return item.title().isEmpty() ? item.id() : item.title();
  }
}
