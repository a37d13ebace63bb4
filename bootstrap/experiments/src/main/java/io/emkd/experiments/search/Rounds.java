package io.emkd.experiments.search;

import io.emkd.cli.CliException;

/**
 * Successive halving (Jamieson and Talwalkar, AISTATS 2016): all trials are trained for few epochs,
 * one in {@code keep} of them again for {@code keep} times as many, and so on to the last round,
 * which has all. One round is random search.
 *
 * @param count of rounds, 1 to 10
 * @param keep which share goes on, 2 to 10
 */
record Rounds(int count, int keep) {
  Rounds {
    if (count < 1 || count > 10) {
      throw new CliException("--rounds is " + count + " but must be 1 to 10");
    }
    if (keep < 2 || keep > 10) {
      throw new CliException("--keep is " + keep + " but must be 2 to 10");
    }
  }

  /**
   * Refuses what would train a trial alone, of which nothing better can be chosen, round after
   * round.
   *
   * @param trials of the first round
   */
  void requireSeveral(int trials) {
    int running = trials;
    for (int round = 1; round < count; round++) {
      if (running == 1) {
        throw new CliException(
            "--rounds is "
                + count
                + " but must be at most "
                + round
                + ", since "
                + trials
                + " trials leave one for round "
                + round
                + ", or --trials more");
      }
      running = goOn(running);
    }
  }

  /**
   * Refuses rounds of as many epochs as the one before, which would train nothing new.
   *
   * @param all epochs of the last round
   */
  void requireMore(int all) {
    for (int round = 2; round <= count; round++) {
      if (epochs(round, all) == epochs(round - 1, all)) {
        throw new CliException(
            "--rounds is "
                + count
                + " but must be fewer, since of epochs="
                + all
                + " rounds "
                + (round - 1)
                + " and "
                + round
                + " would have as many, or --set epochs= more");
      }
    }
  }

  /**
   * Epochs of each trial of a round.
   *
   * @param round from 1
   * @param all epochs of the last round
   */
  int epochs(int round, int all) {
    return (int) Math.max(1, Math.round(all / Math.pow(keep, count - round)));
  }

  /** How many of a round's trials go on to the next, at least one. */
  int goOn(int trials) {
    return (trials + keep - 1) / keep;
  }
}
