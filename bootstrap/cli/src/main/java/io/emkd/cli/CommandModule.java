package io.emkd.cli;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * A command that another module brings: {@code serve}, {@code bench}. Found by {@link
 * ServiceLoader}; on the class path of the client's commands alone there is none.
 */
public interface CommandModule {
  /** An object whose class picocli's {@code Command} annotation describes. */
  Object command();

  /** The environment's variables that its settings are read from. */
  default Set<String> environment() {
    return Set.of();
  }

  /**
   * What a user is told of a failure of this module's own.
   *
   * @return empty if it is not one of its own
   */
  default Optional<CliException> told(Throwable failure) {
    return Optional.empty();
  }

  /** Those on the class path, looked for once: every jar of it is opened for that. */
  static List<CommandModule> all() {
    return OnClassPath.MODULES;
  }

  /** Loaded when they are asked for. */
  final class OnClassPath {
    private static final List<CommandModule> MODULES =
        ServiceLoader.load(CommandModule.class).stream().map(ServiceLoader.Provider::get).toList();

    private OnClassPath() {}
  }
}
