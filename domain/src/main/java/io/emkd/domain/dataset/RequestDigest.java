package io.emkd.domain.dataset;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
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
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (DataOutputStream output =
          new DataOutputStream(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
        for (AppendInteractions.Draft draft : drafts) {
          write(output, draft);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException | IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void write(DataOutputStream output, AppendInteractions.Draft draft)
      throws IOException {
    write(output, draft.userId());
    write(output, draft.itemId());
    output.writeBoolean(draft.time().isPresent());
    output.writeDouble(draft.time().orElse(0));
    output.writeDouble(draft.weight());
    write(output, draft.type());
    write(output, draft.eventId());
  }

  /** Adds a text with its length before it, so that no two lists of texts are the same bytes. */
  private static void write(DataOutputStream output, String text) throws IOException {
    output.writeInt(text.length());
    output.writeChars(text);
  }
}
