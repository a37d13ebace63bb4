package io.emkd.storage.formats;

import io.emkd.domain.dataset.Item;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.files.ShownCell;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the cells of a table mean, whatever type their format gave them: text, numbers, bytes, times
 * or lists. What cannot be meant is refused by its line, never printed as the object that it is.
 */
final class Cells {
  /** A double of this size or more may have lost a digit. */
  private static final double EXACT = 1L << 53;

  private static final String VALID_ID = "a string or a number";

  private final LineCounter lines;

  Cells(LineCounter lines) {
    this.lines = lines;
  }

  /** A whole number is the same id however it was stored: 1 and 1.0 are "1". */
  String id(@Nullable Object cell, String column) {
    if (cell == null || isNotANumber(cell)) {
      throw lines.bad("no '" + column + "'", "an id in '" + column + "'");
    }
    if (cell instanceof Boolean) {
      throw lines.bad(column + " " + cell, VALID_ID);
    }
    String plain = plain(cell, column, VALID_ID);
    if (plain == null) {
      throw unexpected(cell, column, VALID_ID);
    }
    return plain;
  }

  /** A number that is written as text, to the last digit. */
  @Nullable BigDecimal exact(String cell, String column) {
    double number = number(cell, column);
    return Double.isNaN(number) ? null : new BigDecimal(cell.strip());
  }

  /** Empty where there is none. */
  String text(@Nullable Object cell, String column) {
    if (cell == null || isNotANumber(cell)) {
      return "";
    }
    if (cell instanceof Boolean
        || cell instanceof LocalDate
        || cell instanceof LocalTime
        || cell instanceof LocalDateTime
        || cell instanceof OffsetDateTime) {
      return cell.toString();
    }
    String plain = plain(cell, column, "text");
    if (plain == null) {
      throw unexpected(cell, column, "text");
    }
    return plain;
  }

  /** Text for display, of a length that answers can hold. */
  String title(@Nullable Object cell, String column) {
    String title = text(cell, column);
    if (!Item.isTitle(title)) {
      throw lines.bad(column + " " + ShownCell.quoted(title), Item.TITLE);
    }
    return title;
  }

  /** Not a number where there is none. */
  double number(@Nullable Object cell, String column) {
    if (cell == null || Numbers.isMissing(cell)) {
      return Double.NaN;
    }
    double number =
        Numbers.parse(cell)
            .orElseThrow(
                () ->
                    isScalar(cell)
                        ? lines.bad(column + " " + ShownCell.quoted(cell), "a number")
                        : unexpected(cell, column, "a number"));
    if (Double.isInfinite(number)) {
      throw lines.bad(column + " " + ShownCell.quoted(cell), "a finite number");
    }
    return number;
  }

  /**
   * @param separator between those of one text
   */
  List<String> attributes(@Nullable Object cell, String column, String separator) {
    if (cell == null || isNotANumber(cell)) {
      return List.of();
    }
    if (cell instanceof List<?> several) {
      List<String> attributes = new ArrayList<>();
      for (Object attribute : several) {
        boolean list = attribute instanceof List<?>;
        if (attribute == null || list || isNotANumber(attribute)) {
          throw lines.bad(
              column + " with " + (list ? "a list" : "null") + " in its list",
              "a list of texts or numbers");
        }
        attributes.add(text(attribute, column));
      }
      return attributes;
    }
    return Arrays.stream(text(cell, column).split(Pattern.quote(separator)))
        .map(String::strip)
        .filter(a -> !a.isEmpty())
        .toList();
  }

  /** As pandas writes that a row has nothing there. */
  private static boolean isNotANumber(Object cell) {
    return cell instanceof Number number && Double.isNaN(number.doubleValue());
  }

  /** If it is text or a number. */
  private @Nullable String plain(Object cell, String column, String valid) {
    if (cell instanceof String text) {
      return text;
    }
    if (cell instanceof Double || cell instanceof Float) {
      return shortest((Number) cell, column, valid);
    }
    if (cell instanceof BigDecimal decimal) {
      if (Math.abs((long) decimal.scale()) > 1000) {
        throw lines.bad(column + " of more digits than a number has", valid);
      }
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    if (cell instanceof Long
        || cell instanceof Integer
        || cell instanceof Short
        || cell instanceof Byte
        || cell instanceof BigInteger
        || cell instanceof UUID) {
      return cell.toString();
    }
    return cell instanceof byte[] bytes ? decoded(bytes, column, valid) : null;
  }

  private String shortest(Number number, String column, String valid) {
    double value = number.doubleValue();
    if (Double.isInfinite(value)) {
      throw lines.bad(column + " " + number, "a finite number");
    }
    if (value != Math.rint(value)) {
      return new BigDecimal(number.toString()).toPlainString();
    }
    if (Math.abs(value) >= EXACT) {
      throw lines.bad(
          column + " " + number,
          valid
              + "; a double of this size may have lost digits, so write it as an integer or as text");
    }
    return Long.toString((long) value);
  }

  /** Some programs do not say of text that it is text. */
  private String decoded(byte[] bytes, String column, String valid) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notText) {
      throw lines.bad(column + " of binary data that is not UTF-8", valid);
    }
  }

  private static boolean isScalar(Object cell) {
    return cell instanceof String || cell instanceof Boolean;
  }

  private InvalidInputException unexpected(Object cell, String column, String valid) {
    String kind =
        cell instanceof List<?>
            ? "a list"
            : cell instanceof Map<?, ?> ? "a map or structure" : "of another type";
    return lines.bad(column + " " + kind, valid);
  }
}
