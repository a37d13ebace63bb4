package io.emkd.server.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Where the server listens; application.yml hands it to what listens. */
@Introspected
@ConfigurationProperties("emkd")
public record ListeningSettings(
    @Setting(value = "of gRPC; 0 takes a free port", byDefault = "50051")
        @Min(value = 0, message = PORT)
        @Max(value = LARGEST, message = PORT)
        int port,
    @Setting(
            value =
                "of HTTP/JSON and the page; 0 takes a free port, -1 none: then there is neither",
            byDefault = "8501")
        @Min(value = -1, message = HTTP_PORT)
        @Max(value = LARGEST, message = HTTP_PORT)
        int httpPort,
    @Setting(value = "of `/prometheus` and `/health`; -1 takes a free port", byDefault = "9464")
        @Min(value = -1, message = METRICS_PORT)
        @Max(value = LARGEST, message = METRICS_PORT)
        int metricsPort,
    @Setting(
            value = "the address where `/prometheus` and `/health` listen",
            byDefault = "127.0.0.1")
        String metricsHost) {
  private static final int LARGEST = 65535;
  private static final String PORT = "0, for a free one, to " + LARGEST;
  private static final String HTTP_PORT = "-1, for none, 0, for a free one, to " + LARGEST;
  private static final String METRICS_PORT = "-1, for a free one, to " + LARGEST;
}
