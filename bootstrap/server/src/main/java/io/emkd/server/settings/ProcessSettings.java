package io.emkd.server.settings;

import io.emkd.assembly.Role;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Introspected;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What this process does, and on what. */
@Introspected
@ConfigurationProperties("emkd")
public record ProcessSettings(
    @Setting(
            value =
                "what this process does: `serving`, `training` or both with a comma; one alone needs PostgreSQL",
            byDefault = "serving,training")
        @Pattern(
            regexp = "(?i) *(serving|training) *(, *(serving|training) *)*,*",
            message = "serving, training, or both with a comma")
        String roles,
    @Setting(
            value =
                "`auto`, `cpu` or `gpu`; `gpu` without a usable GPU is an error; `EMKD_PROFILE=gpu ./emkd` builds and starts with CUDA",
            byDefault = "auto")
        String device,
    @Setting(value = "of a training; 0 takes all processors", byDefault = "0") int trainingThreads,
    @Setting(
            value =
                "whether a training that a stop or a crash interrupted goes on at the next start, else `trainings resume ID` does it; with PostgreSQL it goes on anyway",
            byDefault = "true",
            label = "true|false")
        boolean resumeTrainings,
    @Setting(
            value =
                "how long a server that has a model calls itself before it listens, so that Java has compiled what the first clients need; 0s not at all",
            byDefault = "1s")
        @AtLeast(value = 0, message = "a duration, e.g. 1s, or 0s for none")
        Duration warmUp) {
  Set<Role> roleSet() {
    return Arrays.stream(roles.split(",", 0))
        .map(name -> Role.valueOf(name.strip().toUpperCase(Locale.ROOT)))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
  }
}
