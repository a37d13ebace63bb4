package io.emkd.server.settings;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A duration of at least so much. */
@Constraint(validatedBy = AtLeastValidator.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
@interface AtLeast {
  /** In ms. */
  long value();

  String message();

  Class<?>[] groups() default {};

  Class<? extends Payload>[] payload() default {};
}
