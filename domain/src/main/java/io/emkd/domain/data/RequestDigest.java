package io.emkd.domain.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 over what a sender wrote of each event, in order. A time that the server chose is not
 * part of it, so a request that is sent again later has the same.
 */
final class RequestDigest {
  private RequestDigest() {}

  /** 64 hexadecimal digits. */
  static String of(List<AppendInteractions.Draft> drafts) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
    for (AppendInteractions.Draft draft : drafts) {
      add(digest, draft.userId());
      add(digest, draft.itemId());
      digest.update((byte) (draft.time().isPresent() ? 1 : 0));
      add(digest, draft.time().orElse(0));
      add(digest, draft.weight());
      add(digest, draft.type());
      add(digest, draft.eventId());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** With its length before it, so that no two lists of texts are the same bytes. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    digest.update(bytes);
  }

  private static void add(MessageDigest digest, double number) {
    digest.update(ByteBuffer.allocate(Double.BYTES).putDouble(number).flip());
  }
}
