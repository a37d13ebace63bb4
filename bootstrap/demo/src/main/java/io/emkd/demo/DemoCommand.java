package io.emkd.demo;

import java.nio.file.Files;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "demo",
    description =
        "Starts a real server on a fresh folder, imports a generated catalogue, trains, evaluates, recommends.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {"  ./emkd demo", "  ./emkd demo --epochs 5 --keep-serving"})
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--epochs", defaultValue = "25", description = "Default: 25.")
  int epochs;

  @Option(names = "--keep-serving", description = "Go on serving after the demo, until stopped.")
  boolean keepServing;

  @Override
  public Integer call() throws Exception {
    return new Demo(Files.createTempDirectory("emkd-demo-"), epochs, keepServing).run();
  }
}
