package io.emkd.server.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;

/** What the server tells of itself, and how it goes. */
@Introspected
@ConfigurationProperties("emkd")
public record WatchSettings(
    @Setting(
            value = "how the log is written: `text`, or `json`, one object a line",
            byDefault = "text",
            label = "text|json")
        @Pattern(regexp = "text|json", message = "text or json")
        String logFormat,
    @Setting(
            "where traces go: `http://HOST:PORT` of an OpenTelemetry collector that takes OTLP over gRPC, mostly port 4317; none are made without it")
        @Pattern(regexp = "|https?://[^/]+/?", message = "http://HOST:PORT or https://HOST:PORT")
        String traceEndpoint,
    @Setting(
            value = "the share of calls that are traced where the caller has not decided, 0 to 1",
            byDefault = "1.0")
        @DecimalMin(value = "0", message = SHARE)
        @DecimalMax(value = "1", message = SHARE)
        double traceShare,
    @Setting(
            value =
                "how long a server that was told to stop still takes calls, while its health and readiness already say no, so that balancers send no more",
            byDefault = "0s")
        @AtLeast(value = 0, message = "a duration, e.g. 5s, or 0s for none")
        Duration lameDuck) {
  private static final String SHARE = "a number from 0 to 1";
}
