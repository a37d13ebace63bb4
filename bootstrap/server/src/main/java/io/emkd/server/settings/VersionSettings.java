package io.emkd.server.settings;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Min;

/** How many versions stay. */
@Introspected
@ConfigurationProperties("emkd")
record VersionSettings(
    @Setting(
            value =
                "versions of all models that stay in memory, the most recently used, besides those in use; another is loaded when a request names it",
            byDefault = "16")
        @Min(value = 1, message = "at least 1")
        int versionsInMemory,
    @Setting(
            value =
                "newest versions of a model that stay after a training, besides those in use; 0 keeps all",
            byDefault = "10")
        @Min(value = 0, message = "0, which keeps all, or more")
        int versionsKept) {}
