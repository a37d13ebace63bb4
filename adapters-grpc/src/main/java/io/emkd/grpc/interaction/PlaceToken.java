package io.emkd.grpc.interaction;

import io.emkd.domain.dataset.HistoryPlace;
import io.emkd.grpc.call.Page;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The page token of a history: the place that the page before ended with, in hexadecimal. */
final class PlaceToken {
  private static final int DIGITS = 16;
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");

  private PlaceToken() {}

  static String of(HistoryPlace place) {
    return HexFormat.of().toHexDigits(Double.doubleToLongBits(place.timestamp()))
        + HexFormat.of().toHexDigits(place.arrival());
  }

  /** Returns the place to go on from; empty for the first page. */
  static Optional<HistoryPlace> read(String token) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    if (!TOKEN.matcher(token).matches()) {
      throw Page.wrongToken(token);
    }
    double timestamp =
        Double.longBitsToDouble(HexFormat.fromHexDigitsToLong(token.substring(0, DIGITS)));
    if (!Double.isFinite(timestamp)) {
      throw Page.wrongToken(token);
    }
    return Optional.of(
        new HistoryPlace(timestamp, HexFormat.fromHexDigitsToLong(token.substring(DIGITS))));
  }
}
