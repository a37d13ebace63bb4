package io.emkd.tensorflow.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pickle would have Python make by calling something of a name. It was not called. */
public final class NamedObject {
  private final String name;
  private final List<@Nullable Object> arguments;
  private @Nullable Object state;

  NamedObject(String name, List<@Nullable Object> arguments) {
    this.name = name;
    this.arguments = arguments;
  }

  /** Returns module and name with a dot between them. */
  public String name() {
    return name;
  }

  List<@Nullable Object> arguments() {
    return arguments;
  }

  /** Returns what it would be given afterwards: of most a map of its attributes. */
  public @Nullable Object state() {
    return state;
  }

  void state(@Nullable Object given) {
    state = given;
  }
}
