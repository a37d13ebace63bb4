package io.emkd.grpc.security;

/**
 * Who calls.
 *
 * @param name for the log; of a JWT its subject
 * @param knownBy how that is known: token, certificate or jwt
 */
record Caller(String name, String knownBy, Rights rights) {
  /** Where callers are not told apart. */
  static final Caller ANYBODY = new Caller("anybody", "nothing", Rights.ALL);
}
