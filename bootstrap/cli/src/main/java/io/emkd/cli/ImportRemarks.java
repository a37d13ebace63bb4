package io.emkd.cli;

import io.emkd.v1.ImportDatasetResponse;
import java.util.ArrayList;
import java.util.List;

/** What an import left out or found strange, in sentences. */
final class ImportRemarks {
  private ImportRemarks() {}

  static List<String> of(ImportDatasetResponse imported) {
    List<String> remarks = new ArrayList<>();
    imported.getSkipReasonsList().forEach(reason -> remarks.add("skipped: " + reason));
    add(remarks, imported.getSkippedLines(), "bad line was skipped.", "bad lines were skipped.");
    add(
        remarks,
        imported.getLeftOutRows(),
        "row was left out, because a --where does not hold of it.",
        "rows were left out, because a --where does not hold of them.");
    add(
        remarks,
        imported.getRepeatedInteractions(),
        "interaction has user, item and time of another one; it is kept.",
        "interactions have user, item and time of another one; they are kept.");
    long described = imported.getDescribedItems();
    long never = imported.getDescribedItemsNeverOccurring();
    if (never > 0 && never == described) {
      remarks.add(
          (never == 1
                  ? "warning: the 1 described item never occurs"
                  : "warning: all " + never + " described items never occur")
              + " in an interaction. Do the ids match? '1' and '1.0' are two items.");
    } else {
      add(
          remarks,
          never,
          "of " + described + " described items never occurs in an interaction.",
          "of " + described + " described items never occur in an interaction.");
    }
    add(
        remarks,
        imported.getOccurringItemsUndescribed(),
        "item that occurs in interactions is not described.",
        "items that occur in interactions are not described.");
    add(
        remarks,
        imported.getRedescribedItems(),
        "item has descriptions that differ; the last one counts.",
        "items have descriptions that differ; the last one counts.");
    return remarks;
  }

  private static void add(List<String> remarks, long count, String ofOne, String ofSeveral) {
    if (count > 0) {
      remarks.add(count + " " + (count == 1 ? ofOne : ofSeveral));
    }
  }
}
