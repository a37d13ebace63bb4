package io.emkd.report.training;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.h3;
import static j2html.TagCreator.li;
import static j2html.TagCreator.ol;
import static j2html.TagCreator.p;
import static j2html.TagCreator.strong;

import io.emkd.domain.dataset.Item;
import io.emkd.report.Blocks;
import j2html.tags.DomContent;
import j2html.tags.specialized.DivTag;
import j2html.tags.specialized.LiTag;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What a version recommends to people, by the titles of items. */
final class ExamplesPart {
  private ExamplesPart() {}

  /**
   * @param shown so many of them, spread over all
   */
  static DomContent of(List<Example> examples, int shown) {
    long hits = examples.stream().filter(Example::found).count();
    OptionalDouble agreement =
        examples.stream()
            .map(Example::agreement)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .average();
    StringBuilder words = new StringBuilder();
    words.append(
        String.format(
            Locale.ROOT,
            "Of %d users, the first by their ids, each as of before the last item, which was held out: among the ten"
                + " items recommended, %d find it.",
            examples.size(),
            hits));
    agreement.ifPresent(
        share ->
            words.append(
                String.format(
                    Locale.ROOT, " The networks agree in %.2f of their own best ten.", share)));
    int count = Math.min(shown, examples.size());
    List<DivTag> some =
        IntStream.range(0, count)
            .map(n -> n * examples.size() / count)
            .mapToObj(at -> person(examples.get(at), at + 1, examples.size()))
            .toList();
    return div(Blocks.text(words.toString()), div(each(some, one -> one)).withClass("people"));
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
