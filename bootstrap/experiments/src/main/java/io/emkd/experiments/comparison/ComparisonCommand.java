package io.emkd.experiments.comparison;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "comparison",
    description =
        "Trains each encoder alone, ensembles of one kind and a mixed one by a server, and writes what they reach beside each"
            + " other and beside baselines. Started again, it goes on where it was interrupted.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./emkd experiment comparison --dataset beauty --set max_length=15",
      "  ./emkd experiment comparison --dataset beauty --seeds 1,2,3 \\",
      "    --rows emkd,sasrec,wide --row 'wide: encoders=sasrec hidden_size=128'"
    })
public final class ComparisonCommand implements Callable<Integer> {
  @Mixin ComparisonOptions options;

  @Override
  public Integer call() {
    return new ComparisonRun("comparison", options, StandardRows.comparison()).run();
  }
}
