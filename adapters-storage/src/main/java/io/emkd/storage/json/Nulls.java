package io.emkd.storage.json;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what JSON left out of records: their constructors see null, and not all refuse it. */
final class Nulls {
  private Nulls() {}

  /** The place of a null in records, lists, arrays and maps, e.g. {@code .configuration.loss}. */
  static Optional<String> in(@Nullable Object value) {
    if (value == null) {
      return Optional.of("");
    }
    if (value instanceof Record whole) {
      for (RecordComponent part : whole.getClass().getRecordComponents()) {
        Optional<String> missing = in(part(whole, part));
        if (missing.isPresent()) {
          return missing.map(place -> "." + part.getName() + place);
        }
      }
    } else if (value instanceof Iterable<?> elements) {
      return inAll(elements);
    } else if (value instanceof Object[] elements) {
      return inAll(Arrays.asList(elements));
    } else if (value instanceof Map<?, ?> entries) {
      return inAll(entries.values());
    }
    return Optional.empty();
  }

  private static Optional<String> inAll(Iterable<?> elements) {
    int index = 0;
    for (Object element : elements) {
      Optional<String> missing = in(element);
      if (missing.isPresent()) {
        int found = index;
        return missing.map(place -> "[" + found + "]" + place);
      }
      index++;
    }
    return Optional.empty();
  }

  private static @Nullable Object part(Record whole, RecordComponent part) {
    try {
      Method accessor = part.getAccessor();
      // A room's own records are not public.
      accessor.setAccessible(true);
      return accessor.invoke(whole);
    } catch (ReflectiveOperationException hidden) {
      throw new IllegalStateException(part + " of a stored record cannot be read", hidden);
    }
  }
}
