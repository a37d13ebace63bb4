package io.emkd.grpc.security;

import java.util.Set;
import java.util.function.BiConsumer;

/**
 * What one RPC needs.
 *
 * @param roles of which one is enough
 * @param writes whether it changes anything, which the audit log tells
 * @param names what of a request rights may be limited to
 */
record NeededRights<Q>(
    Access access, Set<CallerRole> roles, boolean writes, BiConsumer<Q, NamedResources> names) {
  /** Whom a method lets in. */
  enum Access {
    /** Everybody, also who is not known. */
    OPEN,
    /** Whoever is known. */
    KNOWN,
    /** Who has one of the roles. */
    ROLES
  }

  NamedResources named(Q request) {
    NamedResources named = new NamedResources();
    names.accept(request, named);
    return named;
  }
}
