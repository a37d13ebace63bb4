package io.emkd.grpc.security;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a caller is for. {@link RequiredRights} says which of them each RPC needs. */
enum CallerRole {
  /** Asks for recommendations. */
  RECOMMEND,
  /** Brings interactions, items and whole datasets. */
  INGEST,
  /** Measures how good models are. */
  EVALUATE,
  /** Trains models. */
  TRAIN,
  /** Everything, and alone deletes, exports, and decides which version answers. */
  ADMIN;

  /** As files and tokens write it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<CallerRole> of(String label) {
    return Arrays.stream(values()).filter(role -> role.label().equals(label)).findAny();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(CallerRole::label).toList();
  }
}
