package io.emkd.report;

import static j2html.TagCreator.dd;
import static j2html.TagCreator.details;
import static j2html.TagCreator.div;
import static j2html.TagCreator.dl;
import static j2html.TagCreator.dt;
import static j2html.TagCreator.each;
import static j2html.TagCreator.p;
import static j2html.TagCreator.span;
import static j2html.TagCreator.summary;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.TagCreator;
import j2html.tags.DomContent;
import j2html.tags.specialized.TdTag;
import j2html.tags.specialized.ThTag;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What sections of a page are made of. Text stays text, whatever a title or an id holds. */
public final class Blocks {
  private Blocks() {}

  /** A few figures that are to be seen first, each with what it is. */
  public static DomContent tiles(Map<String, String> figures) {
    return div(each(
            figures,
            figure ->
                div(span(figure.getValue()).withClass("figure"), span(figure.getKey()))
                    .withClass("tile")))
        .withClass("tiles");
  }

  /** Names with what they stand for. */
  public static DomContent facts(Map<String, String> facts) {
    return dl(each(facts, fact -> div(dt(fact.getKey()), dd(fact.getValue())))).withClass("facts");
  }

  public static DomContent text(String words) {
    return p(words);
  }

  /** Charts beside each other where there is room. */
  public static DomContent charts(Collection<? extends Chart> charts) {
    return div(each(charts, Chart::content)).withClass("charts");
  }

  /** What is shown only to those who ask for it, and on paper not at all. */
  public static DomContent folded(String what, DomContent content) {
    return details(summary(what), content);
  }

  /**
   * A column of a table.
   *
   * @param number whether its cells are numbers
   */
  public record Column(String title, boolean number) {}

  /**
   * A table, which on a narrow screen is a list.
   *
   * @param rows of each as many cells as there are columns
   */
  public static DomContent table(List<Column> columns, List<List<String>> rows) {
    return TagCreator.table(
            thead(tr(each(columns, Blocks::heading))),
            tbody(each(rows, row -> tr(each(cells(columns, row), cell -> cell)))))
        .withClass("wide");
  }

  private static ThTag heading(Column column) {
    ThTag heading = th(column.title()).attr("scope", "col");
    return column.number() ? heading.withClass("number") : heading;
  }

  private static List<TdTag> cells(List<Column> columns, List<String> row) {
    List<TdTag> cells = new ArrayList<>();
    for (int at = 0; at < row.size(); at++) {
      TdTag cell = td(row.get(at)).attr("data-title", columns.get(at).title());
      cells.add(columns.get(at).number() ? cell.withClass("number") : cell);
    }
    return cells;
  }
}
