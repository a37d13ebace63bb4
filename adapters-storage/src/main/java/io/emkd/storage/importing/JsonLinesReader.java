package io.emkd.storage.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.emkd.domain.port.DatasetStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Map;

/** Reads an object a line; empty lines do not count. */
final class JsonLinesReader {
  private static final ObjectReader OBJECT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(new TypeReference<Map<String, Object>>() {});

  private final ColumnNames names;

  JsonLinesReader(ColumnNames names) {
    this.names = names;
  }

  void read(BufferedReader reader, LineCounter lines, DatasetStore.Sink sink) throws IOException {
    lines.readEach(
        reader,
        line -> {
          if (!line.isBlank()) {
            new ValueRow(object(line, lines), names, lines).sendTo(sink);
          }
        });
  }

  private static Map<String, Object> object(String line, LineCounter lines) {
    try {
      return OBJECT.readValue(line);
    } catch (JsonProcessingException malformed) {
      throw lines.bad(malformed.getOriginalMessage(), "a JSON object");
    }
  }
}
