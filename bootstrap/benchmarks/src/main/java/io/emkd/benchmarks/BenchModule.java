package io.emkd.benchmarks;

import io.emkd.cli.CommandModule;

/** Brings {@code emkd bench}. */
public final class BenchModule implements CommandModule {
  @Override
  public Object command() {
    return new BenchCommand();
  }
}
