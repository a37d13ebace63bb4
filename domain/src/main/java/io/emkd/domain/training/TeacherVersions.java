package io.emkd.domain.training;

import io.emkd.domain.configuration.Teacher;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.dataset.ItemCatalogue;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.Shown;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelStore;
import java.nio.file.Path;
import java.util.List;

/** The published versions that trainings learn from. Thread-safe. */
public final class TeacherVersions {
  private final ModelStore models;

  public TeacherVersions(ModelStore models) {
    this.models = models;
  }

  /**
   * Returns what a client named.
   *
   * @throws InvalidInputException if it names no version exactly: what a label or a model's name
   *     stands for changes
   * @throws io.emkd.domain.error.NotFoundException if there is no such version
   */
  public Teacher named(String text) {
    ModelReference reference = ModelReference.parse(text);
    if (reference.version() == 0) {
      throw new InvalidInputException("teacher", Shown.quoted(text), "NAME@VERSION");
    }
    return new Teacher(reference.toString(), models.manifest(reference).configuration().ensemble());
  }

  /**
   * Refuses a teacher that does not know just the items that are trained on.
   *
   * @throws UnmetPreconditionException {@code TEACHER_KNOWS_OTHER_ITEMS}, or {@code TEACHER_GONE}
   * @throws io.emkd.domain.error.CorruptArtifactException if the version is damaged
   */
  void requireSameItems(Teacher teacher, ItemCatalogue catalogue) {
    find(teacher, catalogue);
  }

  /**
   * Returns where its weights are.
   *
   * @throws RuntimeException as {@link #requireSameItems}
   */
  Path weights(Teacher teacher, ItemCatalogue catalogue) {
    return find(teacher, catalogue).weights();
  }

  private ModelStore.StoredModel find(Teacher teacher, ItemCatalogue catalogue) {
    ModelStore.StoredModel stored;
    try {
      stored = models.find(ModelReference.parse(teacher.version()));
    } catch (NotFoundException gone) {
      throw new UnmetPreconditionException(
          "TEACHER_GONE",
          "models/" + teacher.version(),
          "teacher "
              + teacher.version()
              + " was deleted; a training needs its teacher at each start");
    }
    List<String> known = ids(stored.catalogue());
    List<String> wanted = ids(catalogue);
    if (!known.equals(wanted)) {
      long unknown = wanted.stream().filter(id -> stored.catalogue().number(id).isEmpty()).count();
      throw new UnmetPreconditionException(
          "TEACHER_KNOWS_OTHER_ITEMS",
          "models/" + teacher.version(),
          "teacher "
              + teacher.version()
              + " knows "
              + known.size()
              + " items and the training has "
              + wanted.size()
              + (unknown > 0 ? ", of which it does not know " + unknown : "")
              + "; train the teacher anew on the same data, or learn from it on those that it was"
              + " trained on");
    }
    return stored;
  }

  private static List<String> ids(ItemCatalogue catalogue) {
    return catalogue.items().stream().map(Item::id).toList();
  }
}
