package io.emkd.server.tls;

import io.emkd.domain.error.InvalidInputException;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;

/** Certificates of a PEM file. */
final class Certificates {
  private Certificates() {}

  /**
   * @throws InvalidInputException naming the setting, if there is none or one is cut off
   */
  static X509Certificate[] of(String setting, byte[] pem) {
    try {
      X509Certificate[] certificates =
          CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem));
      if (certificates.length > 0) {
        return certificates;
      }
    } catch (CertificateException unreadable) {
      throw new InvalidInputException(
          setting, "unreadable (" + unreadable.getMessage() + ")", "certificates in PEM");
    }
    throw new InvalidInputException(
        setting, "without a certificate", "certificates in PEM (BEGIN CERTIFICATE)");
  }
}
