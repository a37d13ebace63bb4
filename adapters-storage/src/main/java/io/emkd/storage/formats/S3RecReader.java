package io.emkd.storage.formats;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.emkd.domain.dataset.Interaction;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.files.ShownCell;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;

/**
 * Reads S3-Rec's two files; the one that begins with a brace holds the attributes. In the other one
 * each line is all of a user, or, as SASRec has it, each line is a user and one item. A user's
 * sequence goes on in the next file.
 */
final class S3RecReader {
  private final Map<String, Sequence> sequences = new HashMap<>();
  private int files;

  /** How far a user's has come, and the last file that it was in. */
  private static final class Sequence {
    private int length;
    private int file;
  }

  void read(TextInput text, ReadContext reading) throws IOException {
    OneFile next = new OneFile(++files, reading);
    if (text.beginning().stripLeading().startsWith("{")) {
      next.attributes(text);
    } else {
      reading.lines().readEach(text, next::line);
    }
  }

  private final class OneFile {
    private final int file;
    private final ReadContext reading;
    private final LineCounter lines;
    private final Cells cells;
    private boolean longer;
    private boolean again;

    OneFile(int file, ReadContext reading) {
      this.file = file;
      this.reading = reading;
      this.lines = reading.lines();
      this.cells = new Cells(lines);
    }

    void line(String line) {
      StringTokenizer tokens = new StringTokenizer(line);
      int items = tokens.countTokens() - 1;
      if (items < 1) {
        throw lines.bad(
            ShownCell.quoted(line), "a user id and at least one item id, separated by spaces");
      }
      String user = tokens.nextToken();
      Sequence sequence = sequences.get(user);
      boolean second = sequence != null && sequence.file == file;
      if (second && (longer || items > 1)) {
        throw lines.bad(
            "a second line of user " + ShownCell.quoted(user),
            "one line a user, or in the whole file one item a line");
      }
      if (again && items > 1) {
        throw lines.bad("of " + items + " items", "one item a line, as the lines before");
      }
      // Twice, so that a bad line leaves nothing behind and a long one takes no memory.
      StringTokenizer unchecked = new StringTokenizer(line);
      unchecked.nextToken();
      while (unchecked.hasMoreTokens()) {
        new Interaction(user, unchecked.nextToken(), 0);
      }
      longer |= items > 1;
      again |= second;
      if (sequence == null) {
        sequence = new Sequence();
        sequences.put(user, sequence);
      }
      sequence.file = file;
      while (tokens.hasMoreTokens()) {
        reading.sink().interaction(new Interaction(user, tokens.nextToken(), sequence.length++));
      }
    }

    void attributes(TextInput text) throws IOException {
      try (JsonParser json = new JsonFactory().createParser(text)) {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          text.beginRecord();
          lines.at(json.currentLocation().getLineNr());
          String item = json.currentName();
          if (json.nextToken() != JsonToken.START_ARRAY) {
            throw lines.bad("the value of item " + ShownCell.quoted(item), "a list of attributes");
          }
          List<String> names = new ArrayList<>();
          while (json.nextToken() != JsonToken.END_ARRAY) {
            names.add(attribute(json, item));
          }
          reading.sink().item(new Item(item, "", names));
        }
        if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
          throw lines.bad("not one whole object", "a JSON object of item to list of attributes");
        }
      } catch (JsonProcessingException malformed) {
        lines.at(malformed.getLocation() == null ? 1 : malformed.getLocation().getLineNr());
        throw lines.bad(
            malformed.getOriginalMessage(), "a JSON object of item to list of attributes");
      }
    }

    private String attribute(JsonParser json, String item) throws IOException {
      JsonToken token = json.currentToken();
      if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
        throw lines.bad("an attribute of item " + ShownCell.quoted(item), "a number or a string");
      }
      return cells.text(
          token == JsonToken.VALUE_NUMBER_FLOAT ? json.getDecimalValue() : json.getText(),
          "an attribute");
    }
  }
}
