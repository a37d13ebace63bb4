package io.emkd.server.backup;

import io.emkd.cli.CommandModule;

/** Brings {@code emkd restore}. */
public final class RestoreModule implements CommandModule {
  @Override
  public Object command() {
    return new RestoreCommand();
  }
}
