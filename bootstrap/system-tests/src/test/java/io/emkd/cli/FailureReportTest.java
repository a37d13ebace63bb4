package io.emkd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.error.InvalidInputException;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FailureReportTest {
  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static int status(Status status, boolean fromServer) {
    Metadata trailers = new Metadata();
    if (fromServer) {
      trailers.put(DETAILS, new byte[0]);
    }
    return FailureReport.of(status.asRuntimeException(trailers)).exitCode();
  }

  @Test
  void aStatusHasOneExitCodeWhoeverMeetsIt() {
    assertThat(status(Status.NOT_FOUND, true)).isEqualTo(1);
    assertThat(status(Status.INVALID_ARGUMENT, true)).isEqualTo(2);
    assertThat(status(Status.FAILED_PRECONDITION, true)).isEqualTo(1);
    assertThat(status(Status.RESOURCE_EXHAUSTED, true)).isEqualTo(1);
    assertThat(status(Status.CANCELLED, false)).isEqualTo(1);
    assertThat(status(Status.UNAVAILABLE, true)).isEqualTo(3);
    assertThat(status(Status.UNAVAILABLE, false)).isEqualTo(3);
    assertThat(status(Status.DEADLINE_EXCEEDED, false)).isEqualTo(3);
    assertThat(status(Status.UNIMPLEMENTED, false)).isEqualTo(3);
  }

  @Test
  void aServersOwnUnavailableIsNotTakenForNoServer() {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, new byte[0]);
    Status away = Status.UNAVAILABLE.withDescription("the database is away");
    assertThat(FailureReport.of(away.asRuntimeException(trailers)).text())
        .isEqualTo("UNAVAILABLE: the database is away");
    assertThat(FailureReport.of(away.asRuntimeException()).text()).contains("./emkd serve");
  }

  @Test
  void theOutermostMessageForUsersIsTaken() {
    assertThat(
            FailureReport.of(
                new CompletionException(
                    new UncheckedIOException(new NoSuchFileException("/none/file")))))
        .isEqualTo(new FailureReport(2, "/none/file: there is no such file or directory", true));
    assertThat(FailureReport.of(new IOException("Is a directory")).exitCode()).isEqualTo(2);
    assertThat(
            FailureReport.of(new RuntimeException(new InvalidInputException("port", 1, "2")))
                .text())
        .isEqualTo("port is 1 but must be 2");
  }

  @Test
  void aFaultOfTheProgramIsALineAndItsTraceIsAskedFor() {
    IllegalStateException fault = new IllegalStateException("first\nsecond");
    FailureReport report = FailureReport.of(fault);
    assertThat(report.exitCode()).isEqualTo(1);
    assertThat(report.text().lines()).hasSize(2);
    assertThat(report.text()).contains("IllegalStateException: first", "--stacktrace");
    StringWriter silent = new StringWriter();
    ExecutionFailure.tell(fault, new PrintWriter(silent, true), false);
    assertThat(silent.toString()).doesNotContain("\tat ");
    StringWriter traced = new StringWriter();
    ExecutionFailure.tell(fault, new PrintWriter(traced, true), true);
    assertThat(traced.toString()).contains("\tat " + FailureReportTest.class.getName());
  }
}
