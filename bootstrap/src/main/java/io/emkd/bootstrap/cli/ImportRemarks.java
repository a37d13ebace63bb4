package io.emkd.bootstrap.cli;

import io.emkd.v1.ImportDatasetResponse;
import java.util.ArrayList;
import java.util.List;

/** What an import left out or found strange, in sentences. */
final class ImportRemarks {
  private ImportRemarks() {}

  static List<String> of(ImportDatasetResponse imported) {
    List<String> remarks = new ArrayList<>();
    imported.getSkipReasonsList().forEach(reason -> remarks.add("skipped: " + reason));
    add(remarks, imported.getSkippedLines(), "bad lines were skipped.");
    add(
        remarks,
        imported.getLeftOutRows(),
        "rows were left out, because a --where does not hold of them.");
    add(
        remarks,
        imported.getRepeatedInteractions(),
        "interactions have user, item and time of another one; they are kept.");
    long described = imported.getDescribedItems();
    long never = imported.getDescribedItemsNeverOccurring();
    if (never > 0 && never == described) {
      remarks.add(
          "warning: all "
              + never
              + " described items never occur in an interaction. Do the ids match? '1' and '1.0' are two items.");
    } else {
      add(remarks, never, "of " + described + " described items never occur in an interaction.");
    }
    add(
        remarks,
        imported.getOccurringItemsUndescribed(),
        "items that occur in interactions are not described.");
    add(
        remarks,
        imported.getRedescribedItems(),
        "items have descriptions that differ; the last one counts.");
    return remarks;
  }

  private static void add(List<String> remarks, long count, String sentence) {
    if (count > 0) {
      remarks.add(count + " " + sentence);
    }
  }
}
