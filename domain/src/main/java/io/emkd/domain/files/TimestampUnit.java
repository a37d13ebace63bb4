package io.emkd.domain.files;

/** What a time counts that is written as a number, since 1970. */
public enum TimestampUnit {
  SECONDS(1),
  MILLISECONDS(1e3),
  MICROSECONDS(1e6);

  private final double perSecond;

  TimestampUnit(double perSecond) {
    this.perSecond = perSecond;
  }

  public double seconds(double number) {
    return number / perSecond;
  }
}
