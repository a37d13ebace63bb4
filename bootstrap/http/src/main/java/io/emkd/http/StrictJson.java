package io.emkd.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Refuses what those who make messages of JSON read as something else than was sent: they leave out
 * what follows the first value and all but the last of fields that are named twice, and put a
 * question mark or a replacement for what is no character.
 */
final class StrictJson {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private StrictJson() {}

  /**
   * Reads it through.
   *
   * @return its texts and numbers by name, without those that are inside of others
   * @throws JsonProcessingException if it is not one value of JSON in UTF-8
   */
  static Map<String, String> check(byte[] text) throws JsonProcessingException {
    return check(text, text.length);
  }

  /**
   * The same of what a text begins with.
   *
   * @param length how many bytes of it are JSON
   */
  static Map<String, String> check(byte[] text, int length) throws JsonProcessingException {
    Map<String, String> outermost = new HashMap<>();
    CharsetEncoder encoder = StandardCharsets.UTF_8.newEncoder();
    // Unlike one made of the character set's name, it does not replace what it cannot read.
    Reader reader =
        new InputStreamReader(
            new ByteArrayInputStream(text, 0, length), StandardCharsets.UTF_8.newDecoder());
    try (JsonParser parser = FACTORY.createParser(reader)) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
          requireCharacters(parser, encoder);
        }
        if (depth == 1 && token.isScalarValue() && parser.currentName() != null) {
          outermost.put(parser.currentName(), parser.getText());
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 0 && parser.nextToken() != null) {
          throw new JsonParseException(parser, "something follows where it ends");
        }
      }
    } catch (CharacterCodingException other) {
      throw new JsonParseException(null, "it is not in UTF-8", other);
    } catch (JsonProcessingException malformed) {
      throw malformed;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return outermost;
  }

  private static void requireCharacters(JsonParser parser, CharsetEncoder encoder)
      throws IOException {
    CharBuffer characters =
        CharBuffer.wrap(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    if (!encoder.canEncode(characters)) {
      throw new JsonParseException(parser, "half of a surrogate pair is no character");
    }
  }
}
