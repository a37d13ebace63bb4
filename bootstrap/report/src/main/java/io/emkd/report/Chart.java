package io.emkd.report;

import static j2html.TagCreator.div;
import static j2html.TagCreator.figcaption;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.rawHtml;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import j2html.tags.DomContent;

/** A picture of numbers, drawn by the page's own script of its data. */
public sealed interface Chart permits LineChart, BarChart, PointChart {
  /** What is written above it. */
  String title();

  /** Returns it for a page. */
  default DomContent content() {
    Gson gson = new Gson();
    JsonObject data = gson.toJsonTree(this).getAsJsonObject();
    data.addProperty("kind", getClass().getSimpleName());
    return figure(
            figcaption(title()),
            div().withClass("plot").attr("role", "img").attr("aria-label", title()),
            // Gson writes what could end the element, such as <, by its number.
            rawHtml("<script type=\"application/json\">" + gson.toJson(data) + "</script>"))
        .withClass("chart");
  }
}
