package io.emkd.storage.formats;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object a line. */
final class JsonLinesWriter extends TextWriter {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  JsonLinesWriter(Path directory) throws IOException {
    super(directory.resolve("interactions.jsonl"), directory.resolve("items.jsonl"));
  }

  @Override
  public void item(Item item) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("item_id", item.id());
    object.put("title", item.title());
    object.put("attributes", item.attributes());
    items.write(MAPPER.writeValueAsString(object));
    items.newLine();
  }

  @Override
  public void interaction(Interaction interaction) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("user_id", interaction.userId());
    object.put("item_id", interaction.itemId());
    object.put("timestamp", interaction.timestamp());
    if (interaction.weightOrNull() != null) {
      object.put("weight", interaction.weight());
    }
    if (interaction.typeOrNull() != null) {
      object.put("type", interaction.type());
    }
    interactions.write(MAPPER.writeValueAsString(object));
    interactions.newLine();
  }
}
