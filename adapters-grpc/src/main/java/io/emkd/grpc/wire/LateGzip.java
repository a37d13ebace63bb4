package io.emkd.grpc.wire;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads gzip's header with the first byte, where what is wrong with it can be told, not when the
 * message comes, where it would be UNKNOWN.
 */
final class LateGzip implements Decompressor {
  /** gzip alone, besides what is not compressed. */
  static DecompressorRegistry registry() {
    return DecompressorRegistry.emptyInstance()
        .with(Codec.Identity.NONE, false)
        .with(new LateGzip(), true);
  }

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public InputStream decompress(InputStream compressed) {
    return new LateStream(compressed);
  }

  private static final class LateStream extends InputStream {
    private final InputStream compressed;
    private @Nullable InputStream plain;

    LateStream(InputStream compressed) {
      this.compressed = compressed;
    }

    private InputStream plain() throws IOException {
      if (plain == null) {
        plain = new GZIPInputStream(compressed);
      }
      return plain;
    }

    @Override
    public int read() throws IOException {
      return plain().read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return plain().read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      compressed.close();
    }
  }
}
