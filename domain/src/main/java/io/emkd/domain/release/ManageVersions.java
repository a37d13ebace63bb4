package io.emkd.domain.release;

import static java.lang.System.Logger.Level.INFO;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.error.Violations;
import io.emkd.domain.registry.Canary;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.ModelStore;
import io.emkd.domain.registry.Shadow;
import io.emkd.domain.registry.VersionKey;
import io.emkd.domain.serving.ServedModels;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes which versions of a model answer. A version answers only once it is warm. Thread-safe.
 */
public final class ManageVersions {
  private static final System.Logger LOG = System.getLogger(ManageVersions.class.getName());

  private final ModelStore store;
  private final ServedModels models;

  public ManageVersions(ModelStore store, ServedModels models) {
    this.store = store;
    this.models = models;
  }

  /**
   * Loads the version, then lets it answer requests that name none. The one before finishes its
   * requests. This is also what repairs a routing that cannot be read.
   *
   * @throws io.emkd.domain.error.NotFoundException if there is no such model or version
   * @throws CorruptArtifactException if the version is damaged; what serves goes on serving
   */
  public ModelRouting promote(ModelReference reference) {
    VersionKey version = named(reference);
    models.acquire(version.reference()).close();
    Optional<Integer> before = serving(reference.name());
    ModelRouting now = store.serve(version.name(), version.version());
    before.ifPresent(replaced -> retireUnused(reference.name(), replaced, now));
    LOG.log(
        INFO, version + " serves" + before.map(b -> ", in the place of version " + b).orElse(""));
    return now;
  }

  /** Empty where it cannot be read. */
  private Optional<Integer> serving(String name) {
    try {
      return Optional.of(store.routing(name).serving());
    } catch (CorruptArtifactException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Lets the version answer again that served before.
   *
   * @throws UnmetPreconditionException if none did
   */
  public ModelRouting rollBack(String name) {
    ModelRouting back =
        store
            .routing(name)
            .rolledBack()
            .orElseThrow(
                () ->
                    new UnmetPreconditionException(
                        "NOTHING_TO_ROLL_BACK_TO",
                        "models/" + name,
                        "no other version of model '"
                            + name
                            + "' has served; promote names one that shall"));
    models.acquire(new ModelReference(name, back.serving())).close();
    int before = store.routing(name).serving();
    ModelRouting now = store.route(name, routing -> routing.rolledBack().orElse(routing));
    retireUnused(name, before, now);
    LOG.log(INFO, name + "@" + now.serving() + " serves again, in the place of version " + before);
    return now;
  }

  /**
   * Loads the version, then points a label at it; where {@code reference} names none, removes the
   * label.
   */
  public ModelRouting label(ModelReference reference, String label) {
    new Violations()
        .require(
            ModelReference.LABEL.matcher(label).matches(),
            "label",
            "'" + label + "'",
            "a letter, then letters, digits or '-', all lower-case, at most 63")
        .throwIfAny();
    int version = reference.isServing() ? 0 : store.version(reference);
    if (version > 0) {
      models.acquire(new ModelReference(reference.name(), version)).close();
    }
    ModelRouting now = store.route(reference.name(), routing -> routing.labelling(label, version));
    LOG.log(
        INFO,
        "label "
            + label
            + " of model "
            + reference.name()
            + (version > 0 ? " points at version " + version : " is removed"));
    return now;
  }

  /**
   * Loads the version, then lets it answer for a share of the users that name neither version nor
   * label.
   *
   * @param share from 0, which ends the canary, to 1
   * @throws UnmetPreconditionException if the version serves
   */
  public ModelRouting setCanary(ModelReference reference, double share) {
    VersionKey version = named(reference);
    Canary canary = new Canary(version.version(), share);
    ModelRouting now =
        besideTheServing(
            version,
            share,
            " serves all users already",
            routing -> routing.withCanary(canary.version(), canary.share()));
    LOG.log(INFO, version + " is the canary for a share of " + share + " of the users");
    return now;
  }

  /**
   * Loads the version, then lets it be asked beside the one that answers, for a share of the
   * requests that name neither version nor label; it answers none of them.
   *
   * @param share from 0, which ends the shadow, to 1
   * @throws UnmetPreconditionException if the version serves
   */
  public ModelRouting setShadow(ModelReference reference, double share) {
    VersionKey version = named(reference);
    Shadow shadow = new Shadow(version.version(), share);
    ModelRouting now =
        besideTheServing(
            version,
            share,
            " serves, and would be compared with itself",
            routing -> routing.withShadow(shadow.version(), shadow.share()));
    LOG.log(INFO, version + " is the shadow of a share of " + share + " of the requests");
    return now;
  }

  private ModelRouting besideTheServing(
      VersionKey version, double share, String whyNot, UnaryOperator<ModelRouting> change) {
    if (share > 0) {
      models.acquire(version.reference()).close();
    }
    return store.route(
        version.name(),
        routing -> {
          if (share > 0 && routing.serving() == version.version()) {
            throw new UnmetPreconditionException(
                "VERSION_SERVES", "models/" + version, version + whyNot);
          }
          return change.apply(routing);
        });
  }

  /**
   * Removes a version; requests that it is answering are finished.
   *
   * @throws UnmetPreconditionException if it serves or a label points at it
   */
  public void delete(ModelReference reference) {
    VersionKey version = named(reference);
    if (serving(version.name()).isEmpty() && isDamaged(version)) {
      // Nothing says what uses it, and nothing can.
      remove(version);
      return;
    }
    ModelRouting routing = store.routing(version.name());
    if (routing.uses(version.version())) {
      throw new UnmetPreconditionException(
          "VERSION_IN_USE",
          "models/" + version,
          version
              + (routing.serving() == version.version()
                  ? " is serving; promote another version first"
                  : routing.labels().containsValue(version.version())
                      ? " has a label; point the label elsewhere first"
                      : routing.canary().map(Canary::version).equals(Optional.of(version.version()))
                          ? " is the canary; end it with share 0 first"
                          : " is the shadow; end it with share 0 first"));
    }
    store.route(version.name(), r -> r.deleting(version.version()));
    remove(version);
  }

  private boolean isDamaged(VersionKey version) {
    // Looks at all of them.
    store.list();
    return store.isDamaged(version);
  }

  private void remove(VersionKey version) {
    store.delete(version.reference());
    models.retire(version);
    LOG.log(INFO, version + " is deleted");
  }

  /** Takes it out of memory; who asks for it loads it again. */
  void free(VersionKey version) {
    models.retire(version);
  }

  private void retireUnused(String name, int version, ModelRouting routing) {
    if (!routing.uses(version)) {
      models.retire(new VersionKey(name, version));
    }
  }

  private VersionKey named(ModelReference reference) {
    new Violations()
        .require(
            !reference.isServing(),
            "model",
            "'" + reference + "'",
            "NAME@VERSION, which version is meant")
        .throwIfAny();
    return store.exact(reference);
  }
}
