package io.emkd.storage.formats;

/** A column of a table, as its header tells it. */
record Column(String name, Kind kind) {
  enum Kind {
    /** A value a cell, of whatever type. */
    VALUE,
    /** A number, also where it is written as text. */
    NUMBER,
    /** Several values a cell, separated within its text. */
    SEQUENCE,
    /** A list a cell. */
    LIST
  }

  static Column of(String name) {
    return new Column(name, Kind.VALUE);
  }

  boolean isSequence() {
    return kind == Kind.SEQUENCE || kind == Kind.LIST;
  }
}
