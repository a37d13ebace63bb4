package io.emkd.grpc.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.error.AlreadyExistsException;
import io.emkd.domain.error.CapacityException;
import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.error.NotFoundException;
import io.emkd.domain.error.TimedOutException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.domain.error.Violations;
import io.grpc.InternalMetadata;
import io.grpc.InternalStatus;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever went wrong, a client with gRPC's default limits learns of it. */
class ErrorStatusProperties {
  /** gRPC's default limit of trailers is 8192, and status and content type need some of it. */
  private static final int LIMIT = 8000;

  /** What HPACK counts for an entry besides its name and value. */
  private static final int ENTRY_BYTES = 32;

  private static final List<Function<String, RuntimeException>> KINDS =
      List.of(
          text -> new NotFoundException(text, text, text),
          text -> new AlreadyExistsException("dataset", text, text),
          text -> new UnmetPreconditionException("TYPE", text, text),
          text -> new CapacityException(text, Duration.ofSeconds(1)),
          text -> new UnavailableException(text, Duration.ofSeconds(1), null),
          text -> new CorruptArtifactException(text, null),
          TimedOutException::new,
          CancellationException::new,
          IllegalStateException::new,
          text -> new UncheckedIOException(new IOException(text)),
          text -> new InvalidInputException(text, text, text));

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
            Arbitraries.of("x", "%", "\u00e9", "\u4e2d", "\ud83d\ude00", "\n", "\u0000", "/\""),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(20))
        .flatMap(
            piece ->
                Arbitraries.of(1, 79, 80, 81, 299, 1000, 5000, 100_000)
                    .map(times -> piece.repeat(Math.max(1, times / piece.length()))));
  }

  @Property(tries = 400)
  void trailersFitWhateverIsSaid(
      @ForAll @IntRange(min = 0, max = 10) int kind, @ForAll("texts") String text) {
    fits(KINDS.get(kind).apply(text));
  }

  @Property(tries = 100)
  void trailersFitHoweverMuchIsWrong(
      @ForAll("texts") String field,
      @ForAll("texts") String value,
      @ForAll @IntRange(min = 1, max = 10_000) int wrong) {
    Violations violations = new Violations();
    for (int v = 0; v < wrong; v++) {
      violations.require(false, field + v, value, "something else");
    }
    violations.attempt(
        () -> {
          throw new InvalidInputException(field, value, value);
        });
    try {
      violations.throwIfAny();
    } catch (InvalidInputException invalid) {
      assertThat(invalid.violations().size() + invalid.more()).isEqualTo(wrong + 1);
      StatusRuntimeException status = fits(invalid);
      assertThat(StatusProto.fromThrowable(status).getDetailsList()).isNotEmpty();
    }
  }

  private static StatusRuntimeException fits(RuntimeException failure) {
    StatusRuntimeException status = ErrorStatus.of(failure);
    Metadata trailers = new Metadata();
    trailers.merge(status.getTrailers());
    trailers.put(InternalStatus.CODE_KEY, status.getStatus());
    trailers.put(InternalStatus.MESSAGE_KEY, String.valueOf(status.getStatus().getDescription()));
    byte[][] entries = InternalMetadata.serialize(trailers);
    int size = 0;
    for (int e = 0; e < entries.length; e += 2) {
      boolean binary = new String(entries[e], StandardCharsets.US_ASCII).endsWith("-bin");
      size += entries[e].length + ENTRY_BYTES;
      size += binary ? (entries[e + 1].length + 2) / 3 * 4 : entries[e + 1].length;
    }
    assertThat(size).isLessThan(LIMIT);
    assertThat(status.getStatus().getCode()).isNotIn(Status.Code.OK, Status.Code.UNKNOWN);
    assertThat(status.getStatus().getDescription()).isNotEmpty();
    return status;
  }
}
