package io.emkd.report;

import static j2html.TagCreator.body;
import static j2html.TagCreator.div;
import static j2html.TagCreator.footer;
import static j2html.TagCreator.h1;
import static j2html.TagCreator.h2;
import static j2html.TagCreator.head;
import static j2html.TagCreator.header;
import static j2html.TagCreator.html;
import static j2html.TagCreator.main;
import static j2html.TagCreator.meta;
import static j2html.TagCreator.p;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.script;
import static j2html.TagCreator.section;
import static j2html.TagCreator.style;
import static j2html.TagCreator.title;

import j2html.tags.DomContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of HTML in one file, with the library that draws its charts in it. It asks no other place
 * for anything, and tells browsers that it may not. Not thread-safe.
 */
public final class ReportPage {
  private static final String LIBRARY =
      "/META-INF/resources/webjars/echarts/5.3.1/dist/echarts.min.js";

  private final String title;
  private final String subtitle;
  private final List<DomContent> sections = new ArrayList<>();

  public ReportPage(String title, String subtitle) {
    this.title = title;
    this.subtitle = subtitle;
  }

  /** Adds a part with a headline of its own. */
  public ReportPage part(String headline, DomContent... content) {
    sections.add(section(h2(headline), div().with(content)).withClass("card"));
    return this;
  }

  /** Returns the whole page. */
  public String text() {
    String library = Resource.text(LIBRARY);
    String charts = Resource.text("charts.js");
    String policy =
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src "
            + Resource.hash(library)
            + " "
            + Resource.hash(charts)
            + "; base-uri 'none'; form-action 'none'";
    return "<!doctype html>\n"
        + html(
                head(
                    meta().withCharset("utf-8"),
                    meta().attr("http-equiv", "Content-Security-Policy").withContent(policy),
                    meta().withName("viewport").withContent("width=device-width, initial-scale=1"),
                    title(title),
                    rawHtml("<link rel=\"icon\" href=\"data:,\">"),
                    style(rawHtml(Resource.text("report.css")))),
                body(
                    header(h1(title), p(subtitle)),
                    main().with(sections),
                    footer(p("Made by EMKD Server. Drawn by Apache ECharts (Apache License 2.0).")),
                    script(rawHtml(library)),
                    script(rawHtml(charts))))
            .withLang("en")
            .render()
        + "\n";
  }

  /** Writes it in the place of what is there, which nobody sees half written. */
  public void write(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    Files.writeString(unfinished, text());
    Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
