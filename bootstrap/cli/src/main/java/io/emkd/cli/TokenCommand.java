package io.emkd.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "token",
    description = "Makes tokens, by which a server knows its callers.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd token create shop --roles recommend",
      "  ./emkd token create pipeline --roles ingest,train --models films \\",
      "    --token-file pipeline.token >> tokens.yml"
    })
final class TokenCommand {
  /** 256 bits: nobody tries them out, so that a plain hash is enough. */
  private static final int BYTES = 32;

  /** What a caller can be for. */
  enum RoleChoice {
    RECOMMEND,
    INGEST,
    EVALUATE,
    TRAIN,
    ADMIN
  }

  @Command(
      description =
          "Prints a new token, which is kept nowhere, and the entry for the file of serve --tokens, which knows its SHA-256 alone.",
      mixinStandardHelpOptions = true)
  int create(
      @Parameters(paramLabel = "NAME", description = "What the audit log calls the caller.")
          String name,
      @Option(
              names = "--roles",
              paramLabel = "ROLE",
              required = true,
              split = ",",
              description = "What the caller may do: recommend, ingest, evaluate, train or admin.")
          List<RoleChoice> roles,
      @Option(
              names = "--models",
              paramLabel = "MODEL",
              split = ",",
              description = "The only models that it may name. Default: all.")
          @Nullable List<String> models,
      @Option(
              names = "--datasets",
              paramLabel = "DATASET",
              split = ",",
              description = "The only datasets that it may name. Default: all.")
          @Nullable List<String> datasets,
      @Option(
              names = "--token-file",
              paramLabel = "FILE",
              description =
                  "Write the token into this new file, which only its owner can read, instead of printing it.")
          @Nullable Path tokenFile) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._@-]{0,62}")) {
      throw new CliException(
          "NAME is '" + name + "' but must be letters, digits, '.', '_', '@' or '-', at most 63");
    }
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    String token = "emkd_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    if (tokenFile == null) {
      System.out.println(token);
    } else {
      write(token, tokenFile);
    }
    System.out.println("- name: \"" + name + '"');
    System.out.println("  token_sha256: \"" + sha256(token) + '"');
    System.out.println(
        "  roles: ["
            + String.join(
                ", ", roles.stream().map(role -> role.name().toLowerCase(Locale.ROOT)).toList())
            + "]");
    print("models", models);
    print("datasets", datasets);
    return ExitCode.DONE;
  }

  private static void print(String key, @Nullable List<String> names) {
    if (names != null) {
      // In quotes, since YAML takes some names for numbers.
      System.out.println("  " + key + ": [\"" + String.join("\", \"", names) + "\"]");
    }
  }

  private static void write(String token, Path file) {
    LocalFile.requireWritable("--token-file", file);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, token + "\n", StandardOpenOption.WRITE);
    } catch (IOException failed) {
      throw new CliException(ExitCode.USAGE, LocalFile.problem(failed), failed);
    }
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
