package io.emkd.domain.sampling;

import io.emkd.domain.random.Seeds;

/**
 * A permutation of the windows for one epoch, computed place by place, so that no list of all
 * windows is held: a Feistel network over the next power of four, walked until it falls among the
 * windows (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", CT-RSA 2002). Immutable.
 */
final class EpochOrder {
  private static final int ROUNDS = 6;

  private final int size;
  private final int halfBits;
  private final int halfMask;
  private final long seed;

  /**
   * @param size of what is permuted, at least 1
   */
  EpochOrder(int size, long seed, int epoch) {
    this.size = size;
    this.halfBits = (Integer.SIZE - Integer.numberOfLeadingZeros(size - 1) + 1) / 2;
    this.halfMask = (1 << halfBits) - 1;
    this.seed = Seeds.mix(seed, epoch);
  }

  /**
   * @param place in 0..size-1
   * @return the window that is visited at this place, in 0..size-1
   */
  int window(int place) {
    int window = place;
    do {
      window = encrypt(window);
    } while (Integer.compareUnsigned(window, size) >= 0);
    return window;
  }

  private int encrypt(int value) {
    int left = value >>> halfBits;
    int right = value & halfMask;
    for (int round = 0; round < ROUNDS; round++) {
      int mixed = left ^ ((int) Seeds.mix(seed, round, right) & halfMask);
      left = right;
      right = mixed;
    }
    return (left << halfBits) | right;
  }
}
