package io.emkd.grpc.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.ReadOnlyFileSystemException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What a failing disk looks like to a client. */
class StorageErrorsTest {
  private static final String PATH = "/var/lib/emkd/uploads/import-1/0";

  @Test
  void aFullDiskIsUnavailableForAWhile() throws Exception {
    for (Exception full :
        new Exception[] {
          new IOException("No space left on device"),
          new FileSystemException(PATH, null, "No space left on device"),
          new FileSystemException(PATH, null, "Disk quota exceeded"),
          new IOException(
              new SQLException("IO Error: Could not write file: No space left on device"))
        }) {
      StatusRuntimeException status = ErrorStatus.of(wrapped(full));
      assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status).hasMessageContaining("disk is full").hasMessageNotContaining(PATH);
      assertThat(detail(status, 1, RetryInfo.class).getRetryDelay().getSeconds()).isPositive();
    }
  }

  @Test
  void whatCannotBeWrittenIsAPrecondition() throws Exception {
    for (Exception readOnly :
        new Exception[] {
          new FileSystemException(PATH, null, "Read-only file system"),
          new AccessDeniedException(PATH),
          new IOException(new ReadOnlyFileSystemException())
        }) {
      StatusRuntimeException status = ErrorStatus.of(wrapped(readOnly));
      assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
      assertThat(status).hasMessageContaining("cannot be written").hasMessageNotContaining(PATH);
      assertThat(detail(status, 0, ErrorInfo.class).getReason()).isEqualTo("STORAGE_READ_ONLY");
    }
  }

  @Test
  void whatNobodyExpectedHasAnIdAndNoPath() throws Exception {
    StatusRuntimeException status =
        ErrorStatus.of(wrapped(new FileSystemException(PATH, null, "Input/output error")));
    String id = detail(status, 0, ErrorInfo.class).getMetadataOrThrow("id");

    assertThat(status.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(id).matches("[0-9a-f]{16}");
    assertThat(status).hasMessageContaining(id).hasMessageNotContaining(PATH);
  }

  private static RuntimeException wrapped(Exception failure) {
    return failure instanceof IOException io
        ? new UncheckedIOException(io)
        : new IllegalStateException(failure);
  }

  private static <M extends Message> M detail(
      StatusRuntimeException status, int index, Class<M> type) throws Exception {
    return StatusProto.fromThrowable(status).getDetails(index).unpack(type);
  }
}
