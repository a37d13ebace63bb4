package io.emkd.storage.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.emkd.domain.data.Interaction;
import io.emkd.domain.data.Item;
import io.emkd.domain.port.DatasetStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;

/** Reads S3-Rec's two files; the one that begins with a brace holds the attributes. */
final class S3RecReader {
  private static final int LOOKAHEAD = 1024;

  void read(BufferedReader reader, LineCounter lines, DatasetStore.Sink sink) throws IOException {
    reader.mark(LOOKAHEAD);
    int first = reader.read();
    while (first >= 0 && Character.isWhitespace(first)) {
      first = reader.read();
    }
    reader.reset();
    if (first == '{') {
      attributes(reader, lines, sink);
    } else {
      sequences(reader, lines, sink);
    }
  }

  private static void sequences(BufferedReader reader, LineCounter lines, DatasetStore.Sink sink)
      throws IOException {
    Set<String> users = new HashSet<>();
    lines.readEach(reader, line -> sequence(line, users, lines, sink));
  }

  private static void sequence(
      String line, Set<String> users, LineCounter lines, DatasetStore.Sink sink) {
    StringTokenizer tokens = new StringTokenizer(line);
    if (tokens.countTokens() < 2) {
      throw lines.bad("'" + line + "'", "a user id and at least one item id, separated by spaces");
    }
    String user = tokens.nextToken();
    if (!users.add(user)) {
      throw lines.bad("a second line of user '" + user + "'", "one line a user");
    }
    List<Interaction> sequence = new ArrayList<>();
    while (tokens.hasMoreTokens()) {
      sequence.add(new Interaction(user, tokens.nextToken(), sequence.size()));
    }
    sequence.forEach(sink::interaction);
  }

  private static void attributes(BufferedReader reader, LineCounter lines, DatasetStore.Sink sink)
      throws IOException {
    try (JsonParser json = new JsonFactory().createParser(reader)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        lines.at(json.currentLocation().getLineNr());
        String item = json.currentName();
        if (json.nextToken() != JsonToken.START_ARRAY) {
          throw lines.bad("the value of item '" + item + "'", "a list of attributes");
        }
        List<String> names = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          if (!json.currentToken().isScalarValue() || json.currentToken() == JsonToken.VALUE_NULL) {
            throw lines.bad("an attribute of item '" + item + "'", "a number or a string");
          }
          names.add(json.getText());
        }
        sink.item(new Item(item, "", names));
      }
      if (json.currentToken() != JsonToken.END_OBJECT) {
        throw lines.bad("a truncated object", "a JSON object of item to list of attributes");
      }
    } catch (JsonProcessingException malformed) {
      lines.at(malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr());
      throw lines.bad(
          malformed.getOriginalMessage(), "a JSON object of item to list of attributes");
    }
  }
}
