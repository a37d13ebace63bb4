package io.emkd.server.tls;

import io.emkd.domain.error.InvalidInputException;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;

/**
 * A certificate with those that lead to its authority, and the key that belongs to it.
 *
 * @param chain the server's own first
 */
record ServerIdentity(X509Certificate[] chain, PrivateKey key) {
  private static final byte[] CHALLENGE = {1, 2, 3, 4, 5, 6, 7, 8};

  /**
   * @param chain in PEM
   * @param key in PEM, PKCS #8
   * @throws InvalidInputException naming the setting of what is wrong: also a pair of which only
   *     one file is new
   */
  static ServerIdentity of(byte[] chain, byte[] key) {
    X509Certificate[] certificates = Certificates.of("tls_certificate", chain);
    PrivateKey privateKey = key(key);
    if (!belongTogether(certificates[0], privateKey)) {
      throw new InvalidInputException(
          "tls_key", "the key of another certificate", "the key of tls_certificate");
    }
    return new ServerIdentity(certificates, privateKey);
  }

  private static PrivateKey key(byte[] pem) {
    try {
      PrivateKey key = CertificateUtils.getPrivateKey(new ByteArrayInputStream(pem));
      if (key != null) {
        return key;
      }
    } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
      // Nothing of a key is repeated, not even in a cause.
    }
    throw new InvalidInputException(
        "tls_key",
        "unreadable",
        "a key of RSA or EC in PKCS #8 PEM (BEGIN PRIVATE KEY) without a password; 'openssl pkcs8"
            + " -topk8 -nocrypt' makes one of others");
  }

  private static boolean belongTogether(X509Certificate certificate, PrivateKey key) {
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(CHALLENGE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(CHALLENGE);
      return signature.verify(signed);
    } catch (GeneralSecurityException otherKind) {
      return false;
    }
  }

  /** For the log. */
  String described() {
    return "the certificate of "
        + chain[0].getSubjectX500Principal().getName()
        + " until "
        + chain[0].getNotAfter().toInstant();
  }
}
