package io.emkd.domain.port;

import io.emkd.domain.data.DatasetDefinition;
import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import io.emkd.domain.data.RawDataset;
import java.util.List;

/** Keeps interactions and items by dataset. Thread-safe. */
public interface DatasetStore {
  /**
   * Replaces the dataset by what {@code source} gives, or leaves the store as it was if that
   * throws.
   */
  void replace(DatasetDefinition definition, Source source);

  List<DatasetDefinition> list();

  /**
   * Makes an empty dataset, to append to.
   *
   * @throws io.emkd.domain.error.AlreadyExistsException if there is one of that name
   */
  void create(DatasetDefinition definition);

  /**
   * Tells one import of a dataset from the next: it changes when the dataset is replaced or made
   * anew, not when events are appended or deleted.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  String importId(String dataset);

  /**
   * Reads all interactions of one state of the dataset, user by user in the order of users'
   * arrival, each user's in order of time, then arrival. Holds none of them in memory.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  void scan(String dataset, Sink sink);

  /**
   * Copies the sequences of one state of the dataset, as item indices, to where random access is
   * cheap. Memory holds items and user ids, not the sequences.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  RawDataset load(String dataset);

  /**
   * The item ids of a user's interactions, oldest first.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset, or no such user in
   *     it
   */
  List<String> history(String dataset, String userId);

  /**
   * The ids of users, in order.
   *
   * @param after the last id of the page before; empty for the first page
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  List<String> users(String dataset, String after, int limit);

  /** Reads a dataset's items and interactions, in any mixture, in order of arrival. */
  interface Source {
    /**
     * @throws io.emkd.domain.error.InvalidInputException naming file, line and reason
     */
    void readTo(Sink sink);
  }

  /** Where a source puts what it reads. */
  interface Sink {
    void interaction(Interaction interaction);

    void item(Item item);
  }
}
