package io.emkd.grpc.model;

import io.emkd.domain.ensemble.CheckpointFormat;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.domain.release.ImportModel;
import io.emkd.grpc.transfer.Upload;
import io.emkd.grpc.transfer.UploadCall;
import io.emkd.v1.ImportModelHeader;
import io.emkd.v1.ImportModelRequest;
import io.emkd.v1.ImportModelResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Files that become a version of a model. */
record ImportModelCall(ImportModel importModel, ModelMessages messages)
    implements UploadCall.Purpose<ImportModelRequest, ImportModel.Request, ImportModelResponse> {
  @Override
  public UploadCall.Part<ImportModel.Request> part(ImportModelRequest message) {
    return switch (message.getPartCase()) {
      case HEADER -> new UploadCall.Part.Header<>(request(message.getHeader()));
      case PIECE -> new UploadCall.Part.Piece<>(message.getPiece());
      case PART_NOT_SET -> new UploadCall.Part.Missing<>();
    };
  }

  private static ImportModel.Request request(ImportModelHeader header) {
    return new ImportModel.Request(
        header.getModel(),
        header.getDataset(),
        switch (header.getFormat()) {
          case CHECKPOINT_FORMAT_RECBOLE -> CheckpointFormat.RECBOLE;
          case CHECKPOINT_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
              throw new InvalidInputException("format", header.getFormatValue(), "1, recbole");
        });
  }

  @Override
  public String called(ImportModel.Request asked) {
    return "an import of model " + asked.model();
  }

  @Override
  public ImportModelResponse done(
      ImportModel.Request asked, Upload upload, BooleanSupplier cancelled) throws IOException {
    return ImportModelResponse.newBuilder()
        .setModel(messages.of(importModel.run(asked, upload.files(), upload.scratch(), cancelled)))
        .build();
  }
}
