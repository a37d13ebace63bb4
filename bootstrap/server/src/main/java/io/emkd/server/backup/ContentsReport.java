package io.emkd.server.backup;

import com.google.gson.GsonBuilder;
import io.emkd.storage.backup.BackupContents;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a backup's contents are told. */
final class ContentsReport {
  private ContentsReport() {}

  /** What is damaged goes to standard error, too. */
  static void print(BackupContents contents, boolean json, String done) {
    contents.damaged().forEach(what -> System.err.println("damaged as it was: " + what));
    if (json) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("create_time", contents.createTime().toString());
      fields.put("versions", contents.versions());
      fields.put("trainings", contents.trainings());
      fields.put("damaged", contents.damaged());
      System.out.println(
          new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create().toJson(fields));
    } else {
      System.out.printf(
          "%s: the database as of %s, %d versions, files of %d trainings%n",
          done, contents.createTime(), contents.versions().size(), contents.trainings().size());
    }
  }
}
