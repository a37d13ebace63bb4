package io.emkd.server;

import io.emkd.assembly.ServerSettings;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.training.Trainings;
import io.emkd.grpc.security.AccessGuard;
import io.emkd.grpc.security.Authentication;
import io.emkd.grpc.security.CallersFile;
import io.emkd.grpc.security.JwtCallers;
import io.emkd.grpc.wire.StreamLife;
import io.emkd.server.ServerBeans.RunningApplication;
import io.emkd.server.settings.LimitSettings;
import io.emkd.server.settings.SecuritySettings;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may call this server's services. */
@Factory
final class SecurityBeans {
  private static final Logger LOG = LoggerFactory.getLogger(SecurityBeans.class);

  /**
   * @param checked the settings go together
   */
  @Singleton
  @Bean(preDestroy = "close")
  Authentication authentication(ServerSettings checked, SecuritySettings settings) {
    if (!settings.tellsCallersApart()) {
      if (!settings.staysOnLoopback()) {
        LOG.warn("whoever reaches the gRPC port may do everything: no --tokens, no --jwt-keys");
      }
      return Authentication.none();
    }
    return Authentication.of(
        settings.tokens().isEmpty()
            ? Optional.empty()
            : Optional.of(new CallersFile(Path.of(settings.tokens()), settings.reloadInterval())),
        settings.readsJwts() ? Optional.of(jwts(settings)) : Optional.empty());
  }

  private static JwtCallers jwts(SecuritySettings settings) {
    return new JwtCallers(
        new JwtCallers.Settings(
            settings.jwtKeys(),
            settings.jwtIssuer(),
            settings.jwtAudience(),
            settings.jwtRolesClaim(),
            settings.jwtClockSkew(),
            settings.reloadInterval()));
  }

  @Singleton
  @Bean(preDestroy = "close")
  StreamLife streamLife(LimitSettings limits) {
    return new StreamLife(limits.streamLife());
  }

  @Singleton
  CheckedServices checkedServices(
      RunningApplication running,
      Authentication authentication,
      LimitSettings limits,
      StreamLife life) {
    Trainings trainings = running.application.trainings();
    return new CheckedServices(
        new AccessGuard(authentication, limits.ofCaller(), id -> trained(trainings, id)), life);
  }

  private static Optional<AccessGuard.Trained> trained(Trainings trainings, String id) {
    try {
      var request = trainings.get(id).request();
      return Optional.of(new AccessGuard.Trained(request.model(), request.dataset()));
    } catch (NotFoundException missing) {
      return Optional.empty();
    }
  }
}
