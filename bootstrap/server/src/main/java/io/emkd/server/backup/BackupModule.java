package io.emkd.server.backup;

import io.emkd.cli.CommandModule;

/** Brings {@code emkd backup}. */
public final class BackupModule implements CommandModule {
  @Override
  public Object command() {
    return new BackupCommand();
  }
}
