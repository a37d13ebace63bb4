package io.emkd.storage.formats;

import io.emkd.domain.files.ShownCell;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A header as RecBole writes it, with a type after each name: {@code item_id:token}. */
final class RecBoleHeader implements HeaderLine.Cell {
  private static final Pattern TYPED = Pattern.compile("([^:]+):(token|token_seq|float|float_seq)");

  @Override
  public Column column(String cell, LineCounter lines) {
    Matcher parts = TYPED.matcher(cell);
    if (!parts.matches()) {
      throw lines.bad(
          "header column " + ShownCell.quoted(cell),
          "NAME:TYPE with TYPE one of token, token_seq, float, float_seq");
    }
    return new Column(
        parts.group(1),
        switch (parts.group(2)) {
          case "token" -> Column.Kind.VALUE;
          case "float" -> Column.Kind.NUMBER;
          default -> Column.Kind.SEQUENCE;
        });
  }
}
