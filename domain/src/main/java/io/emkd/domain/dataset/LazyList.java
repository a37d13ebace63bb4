package io.emkd.domain.dataset;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A list whose elements are computed each time they are read, so that a view of many sequences
 * takes no memory. Immutable; thread-safe where its function is.
 */
public final class LazyList<T> extends AbstractList<T> implements RandomAccess {
  private final int size;
  private final IntFunction<T> element;

  private LazyList(int size, IntFunction<T> element) {
    this.size = size;
    this.element = element;
  }

  public static <T> List<T> of(int size, IntFunction<T> element) {
    return new LazyList<>(size, element);
  }

  /** Each element of {@code source}, changed. */
  public static <S, T> List<T> map(List<S> source, Function<S, T> change) {
    return of(source.size(), index -> change.apply(source.get(index)));
  }

  /** The elements that hold, which are looked for once, now. */
  public static <T> List<T> filter(List<T> source, Predicate<T> holds) {
    int[] kept =
        IntStream.range(0, source.size()).filter(index -> holds.test(source.get(index))).toArray();
    return of(kept.length, index -> source.get(kept[index]));
  }

  @Override
  public T get(int index) {
    return element.apply(Objects.checkIndex(index, size));
  }

  @Override
  public int size() {
    return size;
  }
}
