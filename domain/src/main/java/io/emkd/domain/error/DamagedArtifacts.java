package io.emkd.domain.error;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What was found damaged and not mended since. Each is logged once, not each time that somebody
 * finds it again, so that one damaged thing neither fills the log nor goes unseen. Thread-safe.
 */
public final class DamagedArtifacts {
  /** More are logged, and not remembered. */
  private static final int REMEMBERED = 10_000;

  private static final System.Logger LOG = System.getLogger(DamagedArtifacts.class.getName());

  private final Map<Key, DamagedArtifact> known = new ConcurrentHashMap<>();

  private record Key(DamagedArtifact.Kind kind, String name) {}

  /** Remembers what was found; logs it unless it is known already, for whatever reason. */
  public void found(DamagedArtifact damaged) {
    Key key = new Key(damaged.kind(), damaged.name());
    if (known.computeIfPresent(key, (same, before) -> damaged) != null) {
      return;
    }
    if (known.size() < REMEMBERED) {
      known.put(key, damaged);
    }
    LOG.log(
        System.Logger.Level.ERROR,
        damaged.kind().label() + " " + damaged.name() + " is damaged: " + damaged.reason());
  }

  /** Forgets what is whole again. */
  public void mended(DamagedArtifact.Kind kind, String name) {
    if (known.remove(new Key(kind, name)) != null) {
      LOG.log(System.Logger.Level.INFO, kind.label() + " " + name + " is whole again");
    }
  }

  /** Forgets what was removed. */
  public void removed(DamagedArtifact.Kind kind, Predicate<String> names) {
    known.keySet().removeIf(key -> key.kind == kind && names.test(key.name));
  }

  /** Those of one kind, by name. */
  public List<DamagedArtifact> list(DamagedArtifact.Kind kind) {
    return known.values().stream()
        .filter(damaged -> damaged.kind() == kind)
        .sorted(Comparator.comparing(DamagedArtifact::name))
        .toList();
  }
}
