package io.emkd.domain.random;

/** Derives independent seeds from one seed and a path of numbers. */
public final class Seeds {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Seeds() {}

  /**
   * Mixes with the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) after each number.
   */
  public static long mix(long seed, long... path) {
    long state = finalise(seed + GOLDEN_GAMMA);
    for (long number : path) {
      state = finalise((state ^ number) + GOLDEN_GAMMA);
    }
    return state;
  }

  private static long finalise(long z) {
    long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
