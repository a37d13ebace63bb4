package io.emkd.server.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Where the server listens; application.yml hands it to what listens. */
@Introspected
@ConfigurationProperties("emkd")
record ListeningSettings(
    @Setting(value = "of gRPC; 0 takes a free port", byDefault = "50051")
        @Min(value = 0, message = PORT)
        @Max(value = LARGEST, message = PORT)
        int port,
    @Setting(
            value = "of HTTP, for `/prometheus` and `/health`; -1 takes a free port",
            byDefault = "9464")
        @Min(value = -1, message = METRICS_PORT)
        @Max(value = LARGEST, message = METRICS_PORT)
        int metricsPort,
    @Setting(value = "the address where HTTP listens", byDefault = "127.0.0.1")
        String metricsHost) {
  private static final int LARGEST = 65535;
  private static final String PORT = "0, for a free one, to " + LARGEST;
  private static final String METRICS_PORT = "-1, for a free one, to " + LARGEST;
}
