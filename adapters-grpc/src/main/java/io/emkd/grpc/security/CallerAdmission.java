package io.emkd.grpc.security;

import io.emkd.domain.error.Shown;
import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.wire.CallGuard.Admission;
import io.grpc.Context;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;

/** One call of a caller whose role is right: looks at what its requests name, and notes it. */
final class CallerAdmission<Q> implements Admission<Q> {
  /** Names that are kept for the log; of more only that there are. */
  private static final int NOTED = 1000;

  private final ServerCall<?, ?> call;
  private final RequestId id;
  private final Caller caller;
  private final NeededRights<Q> needed;
  private final Runnable end;
  private final BiPredicate<Rights, String> coversTraining;
  private final Set<String> resources;
  private final AtomicBoolean over = new AtomicBoolean();

  /** Whether the service has got a request. */
  private volatile boolean passed;

  private volatile boolean denied;

  /**
   * @param end of the call, for the caller's limits
   */
  CallerAdmission(
      ServerCall<?, ?> call,
      RequestId id,
      Caller caller,
      NeededRights<Q> needed,
      Runnable end,
      BiPredicate<Rights, String> coversTraining) {
    this.call = call;
    this.id = id;
    // Of most calls nothing is told.
    this.resources =
        needed.writes() || caller.rights().areLimited() ? new LinkedHashSet<>() : Set.of();
    this.caller = caller;
    this.needed = needed;
    this.end = end;
    this.coversTraining = coversTraining;
  }

  @Override
  public Context context(Context outer) {
    return outer.withValue(Rights.KEY, caller.rights());
  }

  @Override
  public void check(Q request) {
    if (!needed.writes() && !caller.rights().areLimited()) {
      return;
    }
    NamedResources named = needed.named(request);
    note(named);
    if (caller.rights().areLimited()) {
      deny(uncovered(named));
    }
    passed = true;
  }

  private void note(NamedResources named) {
    synchronized (resources) {
      if (resources.size() < NOTED) {
        named.forEach(resources::add);
      }
    }
  }

  /** Text of what is not covered; empty where everything is. */
  private String uncovered(NamedResources named) {
    Rights rights = caller.rights();
    for (String model : named.models()) {
      if (!rights.coverModel(model)) {
        return "the model " + Shown.quoted(model);
      }
    }
    for (String dataset : named.datasets()) {
      if (!rights.coverDataset(dataset)) {
        return "the dataset " + Shown.quoted(dataset);
      }
    }
    for (String training : named.trainings()) {
      if (!coversTraining.test(rights, training)) {
        return "the training " + Shown.quoted(training);
      }
    }
    return "";
  }

  private void deny(String uncovered) {
    if (!uncovered.isEmpty()) {
      denied = true;
      Denial denial = Denial.forbidden("this caller has no right to " + uncovered);
      AuditLog.denied(call, id, caller, resources, denial);
      throw denial.status();
    }
  }

  @Override
  public void ended(Status status) {
    if (over.compareAndSet(false, true)) {
      end.run();
      // Of a stream that ends with a denial, what came before may be written.
      if (needed.writes() && (passed || !denied)) {
        AuditLog.written(call, id, caller, resources, status);
      }
    }
  }
}
