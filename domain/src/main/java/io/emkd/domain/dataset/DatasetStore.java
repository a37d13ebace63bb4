package io.emkd.domain.dataset;

import java.util.List;
import java.util.function.BooleanSupplier;

/** Keeps interactions and items by dataset. Thread-safe. */
public interface DatasetStore {
  /**
   * Replaces the dataset by what {@code source} gives, or leaves the store as it was if that throws
   * or {@code cancelled} holds before everything is there.
   *
   * <p>Holds up nothing else. What is appended to the dataset, or changed of its items, meanwhile
   * is done to the new content too. Order among interactions of a user that have the same time does
   * not follow from the order in which the source gives them, unless the options say so or no
   * interaction has a time: if all times are 0, each user's keep the source's order.
   *
   * @param cancelled whether nobody wants it any more; asked for the last time just before the new
   *     content takes the old one's place
   * @throws java.util.concurrent.CancellationException if cancelled; the store is as it was
   */
  Replaced replace(
      DatasetDefinition definition,
      Source source,
      ImportOptions options,
      BooleanSupplier cancelled);

  /** Replaces as the other does, with {@link ImportOptions#DEFAULT}. */
  default Replaced replace(DatasetDefinition definition, Source source, BooleanSupplier cancelled) {
    return replace(definition, source, ImportOptions.DEFAULT, cancelled);
  }

  /** Replaces as the other does, never cancelled. */
  default Replaced replace(DatasetDefinition definition, Source source) {
    return replace(definition, source, () -> false);
  }

  List<DatasetDefinition> list();

  /**
   * Makes an empty dataset, to append to.
   *
   * @throws io.emkd.domain.error.AlreadyExistsException if there is one of that name
   */
  void create(DatasetDefinition definition);

  /**
   * Removes a dataset with all that is known of it. Its name may be taken again.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   * @throws io.emkd.domain.error.UnavailableException while an import of it runs
   */
  void delete(String dataset);

  /**
   * Tells one import of a dataset from the next: it changes when the dataset is replaced or made
   * anew, not when events are appended or deleted.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  String importId(String dataset);

  /**
   * Reads all interactions of one state of the dataset, user by user, each user's in order of time,
   * then arrival. Holds none of them in memory.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such dataset
   */
  void scan(String dataset, Sink sink);

  /**
   * Copies the sequences of one state of the dataset, as item indices, to where random access is
   * cheap. Memory holds items and user ids, not the sequences. Items and users are in order of
   * their ids' UTF-8 bytes.
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

  /**
   * What is to be told of a replacement.
   *
   * @param repeated interactions that have user, item and time of another one; they are kept
   */
  record Replaced(long repeated) {}

  /** Reads a dataset's items and interactions, in any mixture, in order of arrival. */
  @FunctionalInterface
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
