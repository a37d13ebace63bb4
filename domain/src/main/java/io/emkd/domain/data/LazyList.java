package io.emkd.domain.data;

import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntFunction;

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

  @Override
  public T get(int index) {
    return element.apply(Objects.checkIndex(index, size));
  }

  @Override
  public int size() {
    return size;
  }
}
