package io.emkd.grpc.security;

import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The callers of a file, as it was last read. */
record KnownCallers(List<ByToken> tokens, List<ByCertificate> certificates) {
  /**
   * @param hash SHA-256 of the token
   */
  record ByToken(byte[] hash, Caller caller) {}

  record ByCertificate(CertificateName name, Caller caller) {}

  static final KnownCallers NOBODY = new KnownCallers(List.of(), List.of());

  /** Takes the same time whoever it is, and whether it is anybody. */
  Optional<Caller> ofTokenHash(byte[] hash) {
    Caller found = null;
    for (ByToken known : tokens) {
      if (MessageDigest.isEqual(known.hash, hash)) {
        found = known.caller;
      }
    }
    return Optional.ofNullable(found);
  }

  Optional<Caller> ofCertificate(X509Certificate certificate) {
    return certificates.stream()
        .filter(known -> known.name.isOf(certificate))
        .map(ByCertificate::caller)
        .findFirst();
  }
}
