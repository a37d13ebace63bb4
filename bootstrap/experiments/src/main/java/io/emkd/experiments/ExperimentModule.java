package io.emkd.experiments;

import io.emkd.cli.CommandModule;

/** Brings {@code emkd experiment}. */
public final class ExperimentModule implements CommandModule {
  @Override
  public Object command() {
    return new ExperimentCommand();
  }
}
