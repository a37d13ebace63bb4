package io.emkd.grpc.dataset;

import io.emkd.domain.files.FileImport;
import io.emkd.domain.files.ImportDataset;
import io.emkd.grpc.transfer.Upload;
import io.emkd.grpc.transfer.UploadCall;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import java.util.function.BooleanSupplier;

/** Files that replace a dataset by what they hold. */
record ImportCall(ImportDataset importDataset)
    implements UploadCall.Purpose<ImportDatasetRequest, FileImport, ImportDatasetResponse> {
  @Override
  public UploadCall.Part<FileImport> part(ImportDatasetRequest message) {
    return switch (message.getPartCase()) {
      case HEADER -> new UploadCall.Part.Header<>(FileMessages.fileImport(message.getHeader()));
      case PIECE -> new UploadCall.Part.Piece<>(message.getPiece());
      case PART_NOT_SET -> new UploadCall.Part.Missing<>();
    };
  }

  @Override
  public String called(FileImport asked) {
    return "an import of dataset " + asked.definition().name();
  }

  @Override
  public ImportDatasetResponse done(FileImport asked, Upload upload, BooleanSupplier cancelled) {
    return FileMessages.imported(
        asked.definition().name(), importDataset.run(asked, upload.files(), cancelled));
  }
}
