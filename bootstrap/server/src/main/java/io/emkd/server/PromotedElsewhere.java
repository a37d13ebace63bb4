package io.emkd.server;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.emkd.assembly.Application;
import io.emkd.assembly.Role;
import io.emkd.assembly.ServerSettings;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.registry.AnsweringVersions;
import io.emkd.domain.registry.ModelReference;
import io.emkd.domain.registry.VersionKey;
import io.emkd.domain.serving.ModelLease;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads what another server of the same database published or promoted, before a request asks for
 * it: to a client that balances by health, a server that has loaded nothing is none, and it would
 * never be asked. Begins when it is made.
 */
final class PromotedElsewhere implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PromotedElsewhere.class);
  private static final long LOOKS_AFTER_SECONDS = 5;

  private final Application application;
  private final int versionsInMemory;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setDaemon(true).setNameFormat("promoted-elsewhere").build());

  /** Those that answered at the last look: who is out of memory since then stays out. */
  private Set<VersionKey> answering = Set.of();

  PromotedElsewhere(Application application, ServerSettings settings) {
    this.application = application;
    this.versionsInMemory = settings.serving().versionsInMemory();
    boolean hasOthers = settings.stores().postgres().isPresent();
    if (hasOthers && settings.roles().contains(Role.SERVING)) {
      var unused =
          thread.scheduleWithFixedDelay(
              this::look, LOOKS_AFTER_SECONDS, LOOKS_AFTER_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void look() {
    try {
      Set<VersionKey> now = new HashSet<>();
      for (ModelReference reference :
          AnsweringVersions.of(application.modelStore(), versionsInMemory)) {
        now.add(application.modelStore().exact(reference));
      }
      for (VersionKey version : now) {
        if (!answering.contains(version)) {
          load(version);
        }
      }
      answering = now;
    } catch (RuntimeException away) {
      LOG.debug("the models cannot be listed now", away);
    }
  }

  private void load(VersionKey version) {
    try (ModelLease loaded = application.servedModels().acquire(version.reference())) {
      LOG.debug("{} answers, and is in memory", loaded.manifest());
    } catch (CorruptArtifactException damaged) {
      LOG.debug("{} is damaged, which was logged where it was found", version, damaged);
    } catch (RuntimeException failed) {
      LOG.warn("{} answers, and cannot be loaded", version, failed);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
