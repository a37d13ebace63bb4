package io.emkd.http;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.file.HttpFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the server shows to browsers: one page, which calls it as any client does, and the
 * description of its paths.
 */
final class WebPages {
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

  private static final List<String> SCRIPTS =
      List.of(
          UPLOT + "uPlot.iife.min.js",
          "page/api.js",
          "page/elements.js",
          "page/charts.js",
          "page/models.js",
          "page/trainings.js",
          "page/user.js",
          "page/datasets.js",
          "page/main.js");

  private static final List<String> STYLES = List.of(UPLOT + "uPlot.min.css", "page/page.css");

  private WebPages() {}

  static void addTo(ServerBuilder builder) {
    builder.service("/", page());
    builder.service(
        "/openapi.yaml",
        HttpFile.builder(HttpData.wrap(bytes("openapi.yaml")))
            .contentType(MediaType.parse("application/yaml"))
            .build()
            .asService());
  }

  /** Nothing runs in it, and nothing styles it, but what it brings itself; it calls nobody else. */
  private static HttpService page() {
    String script = joined(SCRIPTS);
    String style = joined(STYLES);
    String html = text("page/page.html").replace("/*style*/", style).replace("/*script*/", script);
    String policy =
        "default-src 'none'; connect-src 'self'; img-src data:; script-src '"
            + hash(script)
            + "'; style-src '"
            + hash(style)
            + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    return HttpFile.builder(HttpData.ofUtf8(html))
        .contentType(MediaType.HTML_UTF_8)
        .setHeaders(
            HttpHeaders.of(
                HttpHeaderNames.CONTENT_SECURITY_POLICY,
                policy,
                HttpHeaderNames.REFERRER_POLICY,
                "no-referrer",
                HttpHeaderNames.X_FRAME_OPTIONS,
                "DENY"))
        .build()
        .asService();
  }

  private static String joined(List<String> resources) {
    return resources.stream().map(WebPages::text).collect(Collectors.joining("\n"));
  }

  private static String hash(String inline) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(inline.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String text(String resource) {
    return new String(bytes(resource), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = WebPages.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      return in.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
