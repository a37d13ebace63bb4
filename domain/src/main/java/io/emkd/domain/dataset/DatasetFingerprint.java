package io.emkd.domain.dataset;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What tells one state of a dataset from another: SHA-256 over items with their attributes, then
 * each user's sequence of item ids. Titles and timestamps do not change what is learned, so they
 * are not part of it. Neither is the order in which an import gave its events: a store gives items
 * and users in order of their ids, and interactions of equal time in an order that does not follow
 * from it (see {@link io.emkd.domain.dataset.DatasetStore}).
 */
public final class DatasetFingerprint {
  private final MessageDigest digest;

  private DatasetFingerprint() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** 64 hexadecimal digits. */
  public static String of(Dataset dataset) {
    DatasetFingerprint fingerprint = new DatasetFingerprint();
    for (Item item : dataset.catalogue().items()) {
      fingerprint.add(item.id());
      fingerprint.add(item.attributes());
    }
    for (int user = 0; user < dataset.userIds().size(); user++) {
      fingerprint.add(dataset.userIds().get(user));
      for (int item : dataset.sequences().get(user)) {
        fingerprint.add(item);
      }
    }
    return HexFormat.of().formatHex(fingerprint.digest.digest());
  }

  private void add(List<String> texts) {
    add(texts.size());
    texts.forEach(this::add);
  }

  private void add(String text) {
    add(text.length());
    for (int c = 0; c < text.length(); c++) {
      digest.update((byte) (text.charAt(c) >> 8));
      digest.update((byte) text.charAt(c));
    }
  }

  private void add(int number) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      digest.update((byte) (number >> shift));
    }
  }
}
