package io.emkd.storage.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What may become of a file. */
enum Damage {
  MISSING {
    @Override
    void to(Path file) throws IOException {
      Files.delete(file);
    }
  },
  EMPTY {
    @Override
    void to(Path file) throws IOException {
      Files.write(file, new byte[0]);
    }
  },
  TRUNCATED {
    @Override
    void to(Path file) throws IOException {
      byte[] content = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(content, content.length / 2));
    }
  },
  NOT_UTF_8 {
    @Override
    void to(Path file) throws IOException {
      Files.write(file, new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe});
    }
  },
  ANOTHER_TYPE {
    @Override
    void to(Path file) throws IOException {
      Files.writeString(file, "\"text\"");
    }
  },
  NULL {
    @Override
    void to(Path file) throws IOException {
      Files.writeString(file, "null");
    }
  },
  EMPTY_OBJECT {
    @Override
    void to(Path file) throws IOException {
      Files.writeString(file, "{}");
    }
  },
  TWICE {
    @Override
    void to(Path file) throws IOException {
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      Files.writeString(file, content + content, StandardCharsets.ISO_8859_1);
    }
  },
  DEEPLY_NESTED {
    @Override
    void to(Path file) throws IOException {
      Files.writeString(file, "[".repeat(100_000));
    }
  },
  A_DIRECTORY {
    @Override
    void to(Path file) throws IOException {
      Files.delete(file);
      Files.createDirectory(file);
      Files.createFile(file.resolve("inside"));
    }
  },
  A_LOOP_OF_LINKS {
    @Override
    void to(Path file) throws IOException {
      Files.delete(file);
      Files.createSymbolicLink(file, file);
    }
  };

  abstract void to(Path file) throws IOException;
}
