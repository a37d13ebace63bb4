package io.emkd.grpc.security;

import io.emkd.grpc.call.RequestId;
import io.emkd.grpc.security.NeededRights.Access;
import io.emkd.grpc.wire.CallGuard;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Lets in whom {@link RequiredRights} lets in: tells who calls, looks at the role, counts the call
 * against the caller's limits, and looks at what each request names.
 */
public final class AccessGuard implements CallGuard {
  private final Authentication authentication;
  private final CallerLimits limits;
  private final Function<String, Optional<Trained>> trainings;

  /** What a training has the rights of. */
  public record Trained(String model, String dataset) {}

  /**
   * @param trainings finds a training by its id
   */
  public AccessGuard(
      Authentication authentication,
      CallerLimits limits,
      Function<String, Optional<Trained>> trainings) {
    this.authentication = authentication;
    this.limits = limits;
    this.trainings = trainings;
  }

  @Override
  public <Q> MethodGuard<Q> of(MethodDescriptor<Q, ?> method) {
    NeededRights<Q> needed = RequiredRights.of(method);
    return (call, headers, id) -> admit(needed, call, headers, id);
  }

  private <Q> Admission<Q> admit(
      NeededRights<Q> needed, ServerCall<?, ?> call, Metadata headers, RequestId id) {
    if (needed.access() == Access.OPEN) {
      return new OpenAdmission<>();
    }
    Caller caller;
    try {
      caller = authentication.caller(headers, call.getAttributes());
    } catch (Denial denial) {
      AuditLog.denied(call, id, null, Set.of(), denial);
      throw denial.status();
    }
    if (needed.access() == Access.ROLES && !caller.rights().hasOneOf(needed.roles())) {
      Denial denial = Denial.forbidden(roleNeeded(needed, call));
      AuditLog.denied(call, id, caller, Set.of(), denial);
      throw denial.status();
    }
    return new CallerAdmission<>(
        call, id, caller, needed, limits.begin(caller), this::coversTraining);
  }

  private static String roleNeeded(NeededRights<?> needed, ServerCall<?, ?> call) {
    return call.getMethodDescriptor().getFullMethodName()
        + " needs the role "
        + String.join(" or ", needed.roles().stream().map(CallerRole::label).sorted().toList())
        + ", which this caller does not have";
  }

  /** To who is limited, a training that is not there is one of others. */
  private boolean coversTraining(Rights rights, String id) {
    return !rights.areLimited()
        || trainings
            .apply(id)
            .filter(found -> rights.coverModel(found.model()))
            .filter(found -> rights.coverDataset(found.dataset()))
            .isPresent();
  }
}
