package io.emkd.systemtests;

import io.emkd.server.EmkdServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One scrape of a server, as text. */
record Scrape(String text, String contentType) {
  private static final Pattern FAMILY = Pattern.compile("^# TYPE (\\S+)", Pattern.MULTILINE);

  static Scrape of(EmkdServer server) throws IOException, InterruptedException {
    return of(server.metricsPort(), "text/plain");
  }

  /**
   * @param accept what the scraper can read
   */
  static Scrape of(int metricsPort, String accept) throws IOException, InterruptedException {
    HttpResponse<String> response = get(metricsPort, "/prometheus", accept);
    return new Scrape(
        response.body(), response.headers().firstValue("Content-Type").orElse("none"));
  }

  /** The answer to a GET of the port of metrics and health. */
  static HttpResponse<String> get(int metricsPort, String path, String accept)
      throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + metricsPort + path))
                .header("Accept", accept)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** The names of the metrics, as the format's TYPE lines have them. */
  Set<String> families() {
    Set<String> families = new TreeSet<>();
    Matcher found = FAMILY.matcher(text);
    while (found.find()) {
      families.add(found.group(1));
    }
    return families;
  }
}
