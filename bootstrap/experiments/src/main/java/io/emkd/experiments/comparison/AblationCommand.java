package io.emkd.experiments.comparison;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "ablation",
    description =
        "Trains the ensemble without each of its parts and with other numbers of them by a server, and writes what they reach"
            + " beside each other. Started again, it goes on where it was interrupted.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd experiment ablation --dataset ml-100k --seeds 1,2,3,4,5",
      "  ./emkd experiment ablation --dataset ml-100k --rows emkd,no-distillation"
    })
public final class AblationCommand implements Callable<Integer> {
  @Mixin ComparisonOptions options;

  @Override
  public Integer call() {
    return new ComparisonRun("ablation", options, StandardRows.ablation()).run();
  }
}
