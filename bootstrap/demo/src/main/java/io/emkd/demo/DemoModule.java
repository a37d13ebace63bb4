package io.emkd.demo;

import io.emkd.cli.CommandModule;

/** Brings {@code emkd demo}. */
public final class DemoModule implements CommandModule {
  @Override
  public Object command() {
    return new DemoCommand();
  }
}
