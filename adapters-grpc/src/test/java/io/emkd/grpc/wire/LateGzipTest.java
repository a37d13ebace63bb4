package io.emkd.grpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Decompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Compressed messages, whole and torn. */
class LateGzipTest {
  private final Decompressor gzip = CheckedService.decompressors().lookupDecompressor("gzip");

  @Test
  void whatIsCompressedIsRead() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write("history".getBytes(StandardCharsets.UTF_8));
    }

    try (InputStream plain = gzip.decompress(new ByteArrayInputStream(compressed.toByteArray()))) {
      assertThat(plain.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("history");
    }
  }

  @Test
  void whatIsNoGzipFailsWhereItIsReadAndNotBefore() throws IOException {
    try (InputStream torn = gzip.decompress(new ByteArrayInputStream(new byte[] {1, 2, 3}))) {
      assertThatThrownBy(torn::read).isInstanceOf(IOException.class);
    }
  }

  @Test
  void nothingElseIsDecompressed() {
    assertThat(CheckedService.decompressors().lookupDecompressor("snappy")).isNull();
  }
}
