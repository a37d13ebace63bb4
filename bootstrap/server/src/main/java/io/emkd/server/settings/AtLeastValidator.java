package io.emkd.server.settings;

import io.micronaut.core.annotation.AnnotationValue;
import io.micronaut.core.annotation.Introspected;
import io.micronaut.validation.validator.constraints.ConstraintValidator;
import io.micronaut.validation.validator.constraints.ConstraintValidatorContext;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks {@link AtLeast}. */
@Introspected
final class AtLeastValidator implements ConstraintValidator<AtLeast, Duration> {
  @Override
  public boolean isValid(
      @Nullable Duration value,
      AnnotationValue<AtLeast> least,
      ConstraintValidatorContext context) {
    return value == null || value.toMillis() >= least.longValue().orElse(0);
  }
}
