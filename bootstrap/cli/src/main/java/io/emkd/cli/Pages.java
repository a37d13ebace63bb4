package io.emkd.cli;

import java.util.function.Consumer;
import java.util.function.Function;

/** Reads listings that come in pages, to their ends. */
public final class Pages {
  private Pages() {}

  /**
   * @param ask for the page of a token, which is empty for the first
   * @param next the token of the page after one, empty at the end
   * @param use told of each page
   */
  public static <R> void each(Function<String, R> ask, Function<R, String> next, Consumer<R> use) {
    String token = "";
    do {
      R page = ask.apply(token);
      use.accept(page);
      token = next.apply(page);
    } while (!token.isEmpty());
  }
}
