package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./mvnw} where no Maven is installed, in a clone whose properties name a server of this
 * test: it gives the Maven that runs these tests, packed as a distribution.
 */
class MavenWrapperTest {
  private static final String DISTRIBUTION = "apache-maven-0-bin.zip";
  private static final String PROPERTIES = ".mvn/wrapper/maven-wrapper.properties";

  @TempDir static Path packed;
  @TempDir Path folder;
  private HttpServer server;

  private static Path project(String file) {
    return Path.of(System.getProperty("project.root"), file);
  }

  @BeforeEach
  void serve() throws IOException {
    Path zip = packed.resolve(DISTRIBUTION);
    if (Files.notExists(zip)) {
      pack(Path.of(System.getProperty("maven.home")), zip);
    }
    server = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
    server.createContext(
        "/" + DISTRIBUTION,
        call -> {
          call.sendResponseHeaders(200, Files.size(zip));
          try (OutputStream body = call.getResponseBody()) {
            Files.copy(zip, body);
          }
        });
    server.start();
    Files.createDirectories(folder.resolve(PROPERTIES).getParent());
    Files.copy(project("mvnw"), folder.resolve("mvnw"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** What is a link in a system's Maven is a file in a distribution. */
  private static void pack(Path home, Path zip) throws IOException {
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(zip);
        Stream<Path> files = Files.walk(home, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        ZipArchiveEntry entry = new ZipArchiveEntry("apache-maven-0/" + home.relativize(file));
        entry.setUnixMode(Files.isExecutable(file) ? 0755 : 0644);
        out.putArchiveEntry(entry);
        Files.copy(file, out);
        out.closeArchiveEntry();
      }
    }
  }

  private static String sha256(Path file) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }

  private void properties(String checksum) throws IOException {
    String url = "http://localhost:" + server.getAddress().getPort() + "/" + DISTRIBUTION;
    Files.writeString(
        folder.resolve(PROPERTIES),
        Files.readString(project(PROPERTIES))
            .replaceFirst("(?m)^distributionUrl=.*$", "distributionUrl=" + url)
            .replaceFirst("(?m)^distributionSha256Sum=.*$", "distributionSha256Sum=" + checksum));
  }

  private record Ended(int status, String said) {}

  private Ended mvnw() throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(folder.resolve("mvnw").toString(), "--version")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MVNW_"));
    builder.environment().remove("MAVEN_HOME");
    builder.environment().remove("M2_HOME");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("MAVEN_USER_HOME", folder.resolve("user").toString());
    Process process = builder.start();
    String said;
    try (InputStream output = process.getInputStream()) {
      said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
    return new Ended(process.waitFor(), said);
  }

  @Test
  void itFetchesMavenOnceAndStartsIt() throws Exception {
    properties(sha256(packed.resolve(DISTRIBUTION)));
    Ended first = mvnw();
    assertThat(first.said()).contains("Apache Maven", folder.resolve("user").toString());
    assertThat(first.status()).isZero();
    server.stop(0);
    Ended second = mvnw();
    assertThat(second.said()).contains("Apache Maven");
    assertThat(second.status()).isZero();
  }

  @Test
  void aDistributionThatIsNotTheNamedOneIsRefused() throws Exception {
    properties(sha256(project("mvnw")));
    Ended refused = mvnw();
    assertThat(refused.said()).contains("SHA-256").doesNotContain("Apache Maven 3");
    assertThat(refused.status()).isNotZero();
    assertThat(folder.resolve("user/wrapper/dists/apache-maven-0")).isEmptyDirectory();
  }

  @Test
  void theProjectsDistributionIsOfTheArchiveOfTheMavenProject() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(project(PROPERTIES))) {
      properties.load(in);
    }
    URI url = URI.create(properties.getProperty("distributionUrl"));
    assertThat(url.getScheme()).isEqualTo("https");
    assertThat(url.getHost()).isEqualTo("archive.apache.org");
    assertThat(url.getPath())
        .matches("/dist/maven/maven-3/(3\\.9\\.\\d+)/binaries/apache-maven-\\1-bin\\.zip");
    assertThat(properties.getProperty("distributionSha256Sum")).matches("[0-9a-f]{64}");
    Set<String> hosts = new TreeSet<>();
    for (String file : List.of("mvnw", "mvnw.cmd", PROPERTIES)) {
      Pattern.compile("https?://([\\w.-]+)")
          .matcher(Files.readString(project(file)))
          .results()
          .forEach(found -> hosts.add(found.group(1)));
    }
    // Besides, the address of the licence.
    assertThat(hosts).containsExactly("archive.apache.org", "www.apache.org");
  }
}
