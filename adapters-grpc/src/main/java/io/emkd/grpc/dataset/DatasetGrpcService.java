package io.emkd.grpc.dataset;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.dataset.DescribeDataset;
import io.emkd.domain.files.ExportDataset;
import io.emkd.domain.files.ImportDataset;
import io.emkd.domain.registry.DeleteDataset;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.call.Page;
import io.emkd.grpc.call.Places;
import io.emkd.grpc.call.UnaryCall;
import io.emkd.grpc.security.Rights;
import io.emkd.grpc.transfer.Transfers;
import io.emkd.grpc.transfer.UploadCall;
import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.CreateDatasetResponse;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DeleteDatasetRequest;
import io.emkd.v1.DeleteDatasetResponse;
import io.emkd.v1.ExportDatasetRequest;
import io.emkd.v1.ExportDatasetResponse;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.GetDatasetResponse;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.ListDatasetsResponse;
import io.emkd.v1.ListUsersRequest;
import io.emkd.v1.ListUsersResponse;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;

/** {@code DatasetService} over the dataset store and the use cases of files. */
public final class DatasetGrpcService extends DatasetServiceGrpc.DatasetServiceImplBase {
  private static final int DEFAULT_USERS_PAGE = 1000;
  private static final int LARGEST_USERS_PAGE = 10_000;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final DatasetStore datasets;
  private final DescribeDataset describe;
  private final DeleteDataset delete;
  private final ImportDataset importDataset;
  private final ExportDataset exportDataset;
  private final Transfers transfers;
  private final Places reads;

  /**
   * @param transfers the room that files on their way have
   */
  public DatasetGrpcService(
      DatasetStore datasets,
      DescribeDataset describe,
      DeleteDataset delete,
      ImportDataset importDataset,
      ExportDataset exportDataset,
      Transfers transfers,
      CallLimits limits) {
    this.datasets = datasets;
    this.describe = describe;
    this.delete = delete;
    this.importDataset = importDataset;
    this.exportDataset = exportDataset;
    this.transfers = transfers;
    this.reads =
        new Places(
            "readings of whole datasets",
            "limits.dataset_reads_at_once",
            limits.datasetReadsAtOnce(),
            RETRY_AFTER);
  }

  @Override
  public StreamObserver<ImportDatasetRequest> importDataset(
      StreamObserver<ImportDatasetResponse> observer) {
    return new UploadCall<>(transfers, new ImportCall(importDataset), observer);
  }

  @Override
  public void listDatasets(
      ListDatasetsRequest request, StreamObserver<ListDatasetsResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          Rights rights = Rights.ofCall();
          var covered =
              datasets.list().stream().filter(d -> rights.coverDataset(d.name())).toList();
          var page = Page.of(covered, request.getPageSize(), request.getPageToken());
          ListDatasetsResponse.Builder response =
              ListDatasetsResponse.newBuilder().setNextPageToken(page.nextPageToken());
          page.elements()
              .forEach(definition -> response.addDatasets(DatasetMessages.dataset(definition)));
          return response.build();
        });
  }

  @Override
  public void exportDataset(
      ExportDatasetRequest request, StreamObserver<ExportDatasetResponse> observer) {
    ExportCall.start(
        transfers,
        exportDataset,
        request,
        (ServerCallStreamObserver<ExportDatasetResponse>) observer);
  }

  @Override
  public void createDataset(
      CreateDatasetRequest request, StreamObserver<CreateDatasetResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          datasets.create(
              new DatasetDefinition(
                  request.getDataset().getName(), request.getDataset().getMinInteractions()));
          return CreateDatasetResponse.newBuilder().setDataset(request.getDataset()).build();
        });
  }

  @Override
  public void deleteDataset(
      DeleteDatasetRequest request, StreamObserver<DeleteDatasetResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          delete.delete(request.getDataset(), request.getEvenIfUsed());
          return DeleteDatasetResponse.getDefaultInstance();
        });
  }

  @Override
  public void getDataset(GetDatasetRequest request, StreamObserver<GetDatasetResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          DescribeDataset.Description description;
          try (Places.Place place = reads.take()) {
            description = describe.describe(request.getDataset());
          }
          return GetDatasetResponse.newBuilder()
              .setDataset(DatasetMessages.dataset(description.definition()))
              .setSize(DatasetMessages.size(description.summary()))
              .setFingerprint(description.fingerprint())
              .build();
        });
  }

  @Override
  public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> observer) {
    UnaryCall.answer(
        observer,
        () -> {
          int size = Page.size(request.getPageSize(), DEFAULT_USERS_PAGE, LARGEST_USERS_PAGE);
          List<String> users = datasets.users(request.getDataset(), request.getPageToken(), size);
          List<String> page = Page.fitting(users);
          boolean last = page.size() == users.size() && users.size() < size;
          return ListUsersResponse.newBuilder()
              .addAllUserIds(page)
              .setNextPageToken(last ? "" : page.get(page.size() - 1))
              .build();
        });
  }
}
