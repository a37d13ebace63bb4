package io.emkd.grpc.security;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/** What a request names, of what rights may be limited to. */
final class NamedResources {
  private final Set<String> models = new LinkedHashSet<>();
  private final Set<String> datasets = new LinkedHashSet<>();
  private final Set<String> trainings = new LinkedHashSet<>();

  /**
   * @param reference NAME, NAME@VERSION or NAME@LABEL
   */
  NamedResources model(String reference) {
    int at = reference.indexOf('@');
    models.add(at < 0 ? reference : reference.substring(0, at));
    return this;
  }

  NamedResources dataset(String name) {
    datasets.add(name);
    return this;
  }

  /** A training has the rights of its model and dataset. */
  NamedResources training(String id) {
    trainings.add(id);
    return this;
  }

  Set<String> models() {
    return models;
  }

  Set<String> datasets() {
    return datasets;
  }

  Set<String> trainings() {
    return trainings;
  }

  /** Everything as {@code kind name}, for the log. */
  void forEach(Consumer<String> told) {
    models.forEach(name -> told.accept("model=" + AuditLog.word(name)));
    datasets.forEach(name -> told.accept("dataset=" + AuditLog.word(name)));
    trainings.forEach(id -> told.accept("training=" + AuditLog.word(id)));
  }
}
