package io.emkd.storage.backup;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.storage.disk.AtomicDirectory;
import io.emkd.storage.disk.StoredText;
import io.emkd.storage.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Copies published versions and the routings beside them. A model's routing is copied after its
 * versions, and only once those that it lets answer are copied, whatever is promoted meanwhile.
 */
final class ModelsCopy {
  private static final String ROUTING = "routing.json";
  private static final int TRIES = 100;

  private final Path from;
  private final Path to;
  private final FolderCopy folders;
  private final List<String> versions = new ArrayList<>();

  ModelsCopy(Path from, Path to, FolderCopy folders) {
    this.from = from;
    this.to = to;
    this.folders = folders;
  }

  /** Gives what was copied, as {@code NAME@VERSION}. */
  List<String> copy() {
    for (Path model : AtomicDirectory.finished(from)) {
      String name = model.getFileName().toString();
      if (DatasetDefinition.NAME.matcher(name).matches()) {
        copy(name);
      }
    }
    return versions;
  }

  private void copy(String model) {
    Set<String> copied = new TreeSet<>();
    for (int tried = 0; tried < TRIES; tried++) {
      copyNew(model, copied);
      Optional<String> routing = routing(model);
      Set<String> missing = answering(model, routing);
      missing.removeAll(copied);
      // What is not there and is not promoted away either was damaged before.
      boolean published = missing.stream().anyMatch(version -> isThere(model, version));
      if (missing.isEmpty() || (!published && routing.equals(routing(model)))) {
        routing.ifPresent(text -> write(model, text));
        copied.forEach(version -> versions.add(model + "@" + version));
        return;
      }
    }
    throw new UnavailableException(
        "the versions of model '" + model + "' change faster than they can be copied",
        Duration.ofMinutes(1),
        null);
  }

  private void write(String model, String routing) {
    try {
      Files.createDirectories(to.resolve(model));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    AtomicDirectory.writeText(to.resolve(model).resolve(ROUTING), routing);
  }

  private void copyNew(String model, Set<String> copied) {
    for (Path version : AtomicDirectory.finished(from.resolve(model))) {
      String number = version.getFileName().toString();
      if (!copied.contains(number)
          && number.matches("[1-9]\\d{0,8}")
          && folders.copyFinished(
              version, to.resolve(model).resolve(number), "models/" + model + "/" + number)) {
        copied.add(number);
      }
    }
  }

  private boolean isThere(String model, String version) {
    return Files.isDirectory(from.resolve(model).resolve(version));
  }

  private Optional<String> routing(String model) {
    try {
      return StoredText.read(from.resolve(model).resolve(ROUTING), model + "/" + ROUTING);
    } catch (CorruptArtifactException unreadable) {
      noteDamage(unreadable);
      return Optional.empty();
    }
  }

  /** The versions that requests may reach. */
  private Set<String> answering(String model, Optional<String> text) {
    if (text.isEmpty()) {
      return new TreeSet<>();
    }
    try {
      ModelRouting routing = Json.readWhole(model + "/" + ROUTING, text.get(), ModelRouting.class);
      return routing.answering().stream()
          .map(String::valueOf)
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (CorruptArtifactException unreadable) {
      noteDamage(unreadable);
      return new TreeSet<>();
    }
  }

  private void noteDamage(CorruptArtifactException found) {
    if (!folders.damaged().contains(found.getMessage())) {
      folders.damaged().add(found.getMessage());
    }
  }
}
