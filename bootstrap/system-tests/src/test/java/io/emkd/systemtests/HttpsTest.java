package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.util.CertificateUtils;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP has the rights and the TLS of gRPC. */
class HttpsTest {
  private static SecuredShop shop;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    shop = new SecuredShop(folder, Map.of("emkd.http-port", 0));
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  private static HttpResponse<String> call(
      HttpClient client, String method, String path, String token) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + shop.server.httpPort() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpClient client(KeyManager[] keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("ca", certificates("ca.crt")[0]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).build();
  }

  private static X509Certificate[] certificates(String file) throws Exception {
    try (InputStream in = new FileInputStream(shop.folder.resolve(file).toFile())) {
      return CertificateUtils.getX509Certificates(in);
    }
  }

  private static KeyManager[] clientKeys() throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = new FileInputStream(shop.folder.resolve("pipeline.key").toFile())) {
      store.setKeyEntry(
          "client",
          CertificateUtils.getPrivateKey(in),
          new char[0],
          new Certificate[] {certificates("pipeline.crt")[0]});
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    return keys.getKeyManagers();
  }

  @Test
  void whoBringsNoTokenOrAWrongOneIsNotKnown() throws Exception {
    HttpClient client = client(null);
    assertThat(call(client, "GET", "/v1/models", "").statusCode()).isEqualTo(401);
    assertThat(call(client, "GET", "/v1/models", "emkd_wrong").statusCode()).isEqualTo(401);
  }

  @Test
  void ofAStrangersLargeBodyNothingIsKept() throws Exception {
    HttpResponse<String> response =
        client(null)
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            "https://localhost:"
                                + shop.server.httpPort()
                                + "/v1/models/shop:recommend"))
                    .header("content-type", "application/json")
                    .timeout(Duration.ofMinutes(1))
                    // No JSON: who looked at it would say so.
                    .POST(HttpRequest.BodyPublishers.ofString("u".repeat(10 << 20)))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(401);
  }

  @Test
  void aTokenHasTheRolesThatItHasByGrpc() throws Exception {
    HttpClient client = client(null);
    assertThat(call(client, "GET", "/v1/datasets", shop.tokenOf("operator")).statusCode())
        .isEqualTo(200);
    HttpResponse<String> denied = call(client, "DELETE", "/v1/datasets/shop", shop.tokenOf("shop"));
    assertThat(denied.statusCode()).isEqualTo(403);
    assertThat(denied.body()).contains("emkd.v1.DatasetService/DeleteDataset needs the role");
    // The page tells nothing, and asks for a token by itself.
    assertThat(call(client, "GET", "/", "").statusCode()).isEqualTo(200);
  }

  @Test
  void aClientCertificateIsWhoItIsByGrpc() throws Exception {
    HttpResponse<String> known = call(client(clientKeys()), "GET", "/v1/datasets", "");
    HttpResponse<String> stranger = call(client(null), "GET", "/v1/datasets", "");
    assertThat(stranger.statusCode()).isEqualTo(401);
    assertThat(known.statusCode()).as(known.body()).isEqualTo(200);
  }

  @Test
  void plainTextIsNotAnswered() {
    assertThatThrownBy(
            () ->
                HttpClient.newHttpClient()
                    .send(
                        HttpRequest.newBuilder(
                                URI.create(
                                    "http://localhost:" + shop.server.httpPort() + "/v1/models"))
                            .build(),
                        HttpResponse.BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> call(HttpClient.newHttpClient(), "GET", "/v1/models", ""))
        .isInstanceOf(SSLException.class);
  }
}
