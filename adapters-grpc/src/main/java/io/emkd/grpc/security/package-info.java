/**
 * Who calls, and what they may: callers by token, client certificate or JWT, the role that each RPC
 * needs, rights to models and datasets, limits of a caller, and the audit log.
 *
 * <p>Start here: {@link io.emkd.grpc.security.RequiredRights}, the one declaration of what each RPC
 * needs, and {@link io.emkd.grpc.security.AccessGuard}, which holds every call to it.
 */
@NullMarked
package io.emkd.grpc.security;

import org.jspecify.annotations.NullMarked;
