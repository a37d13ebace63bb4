package io.emkd.server.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record's component a setting, called as the component is: {@code dataDir} is {@code
 * emkd.data-dir} in a file, {@code EMKD_DATA_DIR} in the environment and {@code --data-dir} on the
 * command line. Its type says which values can be read; constraints beside this, with the message
 * that ends "must be", which of them are right. Where the settings of a topic become a record that
 * checks itself, that record says it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What it is for: a phrase, with code in backticks as the documents have it. */
  String value();

  /** What it is where nobody sets it, as in a file. */
  String byDefault() default "";

  /** What the documents call its default where that is empty and something stands in for it. */
  String standIn() default "";

  /** Whether {@code serve} has a flag for it. */
  boolean flag() default true;

  /** What to write for its value in the help of {@code serve}; empty for the component's name. */
  String label() default "";
}
