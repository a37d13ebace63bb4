package io.emkd.storage.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** S3-Rec's sequences and attributes; there is no place for times, weights, types and titles. */
final class S3RecWriter extends TextWriter {
  private final JsonGenerator json;
  private String user = "";

  S3RecWriter(Path directory) throws IOException {
    super(directory.resolve("sequences.txt"), directory.resolve("attributes.json"));
    json = new JsonFactory().createGenerator(items);
    json.writeStartObject();
  }

  @Override
  public void item(Item item) throws IOException {
    json.writeArrayFieldStart(item.id());
    for (String attribute : item.attributes()) {
      json.writeString(attribute);
    }
    json.writeEndArray();
  }

  @Override
  public void interaction(Interaction interaction) throws IOException {
    String id = without(" ", "item_id", interaction.itemId(), "S3-Rec's sequences");
    if (!interaction.userId().equals(user)) {
      if (!user.isEmpty()) {
        interactions.newLine();
      }
      user = without(" ", "user_id", interaction.userId(), "S3-Rec's sequences");
      interactions.write(user);
    }
    interactions.write(' ' + id);
  }

  @Override
  public List<Path> finish() throws IOException {
    if (!user.isEmpty()) {
      interactions.newLine();
    }
    json.writeEndObject();
    json.flush();
    return super.finish();
  }
}
