package io.emkd.systemtests;

import io.emkd.server.EmkdServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a server's metrics say. */
final class Metrics {
  private Metrics() {}

  /** The sum of all samples whose line begins so. */
  static double scraped(EmkdServer server, String beginning)
      throws IOException, InterruptedException {
    HttpRequest scrape =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + server.metricsPort() + "/prometheus"))
            .build();
    String text =
        HttpClient.newHttpClient().send(scrape, HttpResponse.BodyHandlers.ofString()).body();
    Matcher samples =
        Pattern.compile("^" + beginning + ".* ([0-9.eE+-]+)$", Pattern.MULTILINE).matcher(text);
    double sum = 0;
    while (samples.find()) {
      sum += Double.parseDouble(samples.group(1));
    }
    return sum;
  }
}
