package io.emkd.server.settings;

import io.emkd.assembly.SharedStore;
import io.emkd.domain.error.Violations;
import io.emkd.storage.artifact.s3.S3Bucket;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;

/** Where files are. */
@Introspected
@ConfigurationProperties("emkd")
public record StoreSettings(
    @Setting(value = "embedded database, uploads", byDefault = ".emkd") String dataDir,
    @Setting(
            value =
                "models and trainings: a directory or `s3://BUCKET/PREFIX`; the same for all servers of one database",
            standIn = "data-dir")
        @Pattern(
            regexp = "(?!.*://).*|" + OBJECT_STORE,
            message = "a directory or s3://BUCKET/PREFIX")
        String sharedDir,
    @Setting(
            "`http://HOST:PORT` of an S3-compatible server other than Amazon's; keys and region come from where the AWS SDK looks for them")
        @Pattern(regexp = "|https?://[^/]+/?", message = "http://HOST:PORT or https://HOST:PORT")
        String s3Endpoint,
    @Setting(value = "else where the AWS SDK finds it, as the keys", flag = false)
        @Pattern(regexp = "[a-z0-9-]*", message = "as eu-central-1")
        String s3Region) {
  private static final String OBJECT_STORE = "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?";

  Path dataDirectory() {
    return Path.of(dataDir);
  }

  /**
   * @throws io.emkd.domain.error.InvalidInputException if what is given does not go together
   */
  SharedStore sharedStore() {
    Matcher bucket = java.util.regex.Pattern.compile(OBJECT_STORE).matcher(sharedDir);
    if (!bucket.matches()) {
      new Violations()
          .require(
              s3Endpoint.isEmpty(),
              "s3_endpoint",
              "'" + s3Endpoint + "'",
              "given only where shared_dir is s3://BUCKET/PREFIX")
          .throwIfAny();
      return new SharedStore.Directory(sharedDir.isEmpty() ? dataDirectory() : Path.of(sharedDir));
    }
    String prefix = bucket.group(2) == null ? "" : bucket.group(2);
    return new SharedStore.ObjectStore(
        new S3Bucket.Settings(
            bucket.group(1),
            Optional.of(s3Endpoint).filter(text -> !text.isEmpty()).map(URI::create),
            Optional.of(s3Region).filter(text -> !text.isEmpty())),
        prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }
}
