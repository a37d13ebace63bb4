package io.emkd.domain.ensemble;

import java.nio.file.Path;

/**
 * Reads networks that other programs trained. It trusts nothing of a file: nothing in it is run,
 * and no number in it decides how much memory is taken. Thread-safe.
 */
public interface ForeignCheckpoints {
  /**
   * Reads what a checkpoint is of; its weights stay in the file.
   *
   * @param name as the caller calls the file, used in messages
   * @throws io.emkd.domain.error.InvalidInputException naming file, what of it is wrong and what
   *     would be right
   */
  ForeignNetwork open(CheckpointFormat format, String name, Path file);
}
