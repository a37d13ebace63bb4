package io.emkd.grpc.security;

import io.emkd.domain.error.InvalidInputException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/** By what a client certificate is known: its subject, or one of its alternative names. */
sealed interface CertificateName {
  /** How RFC 5280 numbers the kinds of alternative names. */
  Map<String, Integer> KINDS = Map.of("email", 1, "dns", 2, "uri", 6);

  boolean isOf(X509Certificate certificate);

  /**
   * @throws InvalidInputException if it is neither
   */
  static CertificateName parse(String text) {
    int colon = text.indexOf(':');
    Integer kind = colon < 0 ? null : KINDS.get(text.substring(0, colon));
    if (kind != null) {
      return new Alternative(kind, text.substring(colon + 1));
    }
    try {
      return new Subject(new X500Principal(text));
    } catch (IllegalArgumentException none) {
      throw new InvalidInputException(
          "certificate",
          "'" + text + "'",
          "a subject, as CN=shop,O=Example, or dns:, uri: or email:");
    }
  }

  /** However its spaces and capital letters are written. */
  record Subject(X500Principal principal) implements CertificateName {
    @Override
    public boolean isOf(X509Certificate certificate) {
      return principal.equals(certificate.getSubjectX500Principal());
    }
  }

  record Alternative(int kind, String name) implements CertificateName {
    @Override
    public boolean isOf(X509Certificate certificate) {
      try {
        var names = certificate.getSubjectAlternativeNames();
        return names != null && names.stream().anyMatch(this::is);
      } catch (CertificateParsingException unreadable) {
        return false;
      }
    }

    private boolean is(List<?> alternative) {
      return alternative.get(0).equals(kind) && name.equals(alternative.get(1));
    }
  }
}
