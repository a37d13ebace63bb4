package io.emkd.grpc;

import io.emkd.domain.port.DatasetStore;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.ListDatasetsResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;

/** {@code DatasetService} over the dataset store and the importers. */
public final class DatasetGrpcService extends DatasetServiceGrpc.DatasetServiceImplBase {
  private final DatasetStore datasets;
  private final FileImporter importer;
  private final Path spoolRoot;

  /**
   * @param spoolRoot where uploads wait until they are whole
   */
  public DatasetGrpcService(DatasetStore datasets, FileImporter importer, Path spoolRoot) {
    this.datasets = datasets;
    this.importer = importer;
    this.spoolRoot = spoolRoot;
  }

  @Override
  public StreamObserver<ImportDatasetRequest> importDataset(
      StreamObserver<ImportDatasetResponse> observer) {
    return new ImportCall(importer, spoolRoot, observer);
  }

  @Override
  public void listDatasets(
      ListDatasetsRequest request, StreamObserver<ListDatasetsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          var page = Page.of(datasets.list(), request.getPageSize(), request.getPageToken());
          ListDatasetsResponse.Builder response =
              ListDatasetsResponse.newBuilder().setNextPageToken(page.nextPageToken());
          page.elements()
              .forEach(
                  d ->
                      response.addDatasets(
                          Dataset.newBuilder()
                              .setName(d.name())
                              .setMinInteractions(d.minimumInteractions())));
          return response.build();
        });
  }
}
