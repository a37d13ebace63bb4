import io.emkd.v1.RecommendRequest;
import io.emkd.v1.RecommendResponse;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.MetadataUtils;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Recommends by EMKD Server: java -cp CLASSPATH Recommend.java HOST:PORT MODEL USER. */
public class Recommend {
  /** Has gRPC try again what no server answered, and what one had no room for. */
  private static final Map<String, ?> RETRIES =
      Map.of(
          "methodConfig",
          List.of(
              Map.of(
                  "name",
                  Stream.of("Recommend", "BatchRecommend", "SimilarItems", "Encode")
                      .map(
                          method ->
                              Map.of(
                                  "service",
                                  RecommendationServiceGrpc.SERVICE_NAME,
                                  "method",
                                  method))
                      .toList(),
                  "retryPolicy",
                  Map.of(
                      "maxAttempts",
                      5.0,
                      "initialBackoff",
                      "0.2s",
                      "maxBackoff",
                      "3s",
                      "backoffMultiplier",
                      2.5,
                      "retryableStatusCodes",
                      List.of("UNAVAILABLE", "RESOURCE_EXHAUSTED")))));

  public static void main(String[] arguments) throws Exception {
    // With TLS and a token where the environment names their files, as it does for the command line.
    String authority = System.getenv("EMKD_TLS_CA");
    ChannelCredentials credentials =
        authority == null
            ? InsecureChannelCredentials.create()
            : TlsChannelCredentials.newBuilder().trustManager(new File(authority)).build();
    Metadata headers = new Metadata();
    String tokenFile = System.getenv("EMKD_TOKEN_FILE");
    if (tokenFile != null) {
      headers.put(
          Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + Files.readString(Path.of(tokenFile)).strip());
    }
    ManagedChannel channel =
        Grpc.newChannelBuilder(arguments[0], credentials)
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .maxInboundMessageSize(64 << 20)
            .defaultServiceConfig(RETRIES)
            .build();
    try {
      RecommendResponse response =
          RecommendationServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(10, TimeUnit.SECONDS)
              .recommend(
                  RecommendRequest.newBuilder()
                      .setModel(arguments[1])
                      .setUserId(arguments[2])
                      .setCount(5)
                      .build());
      response
          .getItemsList()
          .forEach(item -> System.out.println(item.getItemId() + " " + item.getScore()));
    } catch (StatusRuntimeException failed) {
      System.err.println(failed.getStatus().getCode() + ": " + failed.getStatus().getDescription());
      System.exit(1);
    } finally {
      channel.shutdownNow();
    }
  }
}
