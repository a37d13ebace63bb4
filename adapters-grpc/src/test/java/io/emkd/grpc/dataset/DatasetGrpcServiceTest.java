package io.emkd.grpc.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DescribeDataset;
import io.emkd.domain.registry.DeleteDataset;
import io.emkd.domain.registry.MemoryModels;
import io.emkd.grpc.CallsInTurn;
import io.emkd.grpc.MemoryDatasets;
import io.emkd.grpc.Refusal;
import io.emkd.grpc.ServedCalls;
import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.transfer.TransferLimits;
import io.emkd.grpc.transfer.Transfers;
import io.emkd.v1.CreateDatasetRequest;
import io.emkd.v1.CreateDatasetResponse;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.DeleteDatasetRequest;
import io.emkd.v1.FilePiece;
import io.emkd.v1.GetDatasetRequest;
import io.emkd.v1.GetDatasetResponse;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportFormat;
import io.emkd.v1.ImportHeader;
import io.emkd.v1.ListDatasetsRequest;
import io.emkd.v1.ListDatasetsResponse;
import io.emkd.v1.ListUsersRequest;
import io.emkd.v1.ListUsersResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Datasets without their files, which have tests of their own. */
@Timeout(60)
class DatasetGrpcServiceTest {
  @TempDir private Path spool;
  private final MemoryDatasets store = new MemoryDatasets();
  private ServedCalls calls;
  private DatasetServiceGrpc.DatasetServiceBlockingStub datasets;

  @BeforeEach
  void start() {
    calls =
        new ServedCalls(
            new DatasetGrpcService(
                store,
                new DescribeDataset(store),
                new DeleteDataset(store, new MemoryModels()),
                null,
                null,
                new Transfers(spool, new TransferLimits(100, 100, 1, 1, Duration.ofMinutes(5))),
                new CallLimits(1, 1, 1, 1)));
    datasets = DatasetServiceGrpc.newBlockingStub(calls.channel());
  }

  @AfterEach
  void stop() {
    calls.close();
  }

  private CreateDatasetResponse create(String name, int minimum) {
    return datasets.createDataset(
        CreateDatasetRequest.newBuilder()
            .setDataset(Dataset.newBuilder().setName(name).setMinInteractions(minimum))
            .build());
  }

  @Test
  void aDatasetThatIsMadeIsThere() {
    CreateDatasetResponse made = create("shop", 5);

    assertThat(made.getDataset().getName()).isEqualTo("shop");
    assertThat(store.definitions.values()).containsExactly(new DatasetDefinition("shop", 5));
    assertThat(Refusal.of(() -> create("shop", 5)).reason()).isEqualTo("DATASET_ALREADY_EXISTS");
  }

  @Test
  void aDatasetThatCannotBeMadeSaysWhy() {
    Refusal refusal = Refusal.of(() -> create("Not a name", -1));

    assertThat(refusal.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(refusal.fields()).hasSize(2);
    assertThat(store.definitions).isEmpty();
  }

  @Test
  void aDatasetThatIsDeletedIsGone() {
    store.with("shop", "other");
    DeleteDatasetRequest request = DeleteDatasetRequest.newBuilder().setDataset("shop").build();

    assertThat(datasets.deleteDataset(request).isInitialized()).isTrue();
    assertThat(store.definitions).containsOnlyKeys("other");
    assertThat(Refusal.of(() -> datasets.deleteDataset(request)).code())
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void datasetsAreListedInPages() {
    store.with("a", "b", "c");
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      ListDatasetsResponse page =
          datasets.listDatasets(
              ListDatasetsRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      page.getDatasetsList().forEach(dataset -> names.add(dataset.getName()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(names).containsExactly("a", "b", "c");
    assertThat(
            Refusal.of(
                    () ->
                        datasets.listDatasets(
                            ListDatasetsRequest.newBuilder().setPageToken("x").build()))
                .fields())
        .containsExactly("page_token");
  }

  @Test
  void aDatasetIsDescribedAsATrainingWouldSeeIt() {
    store.with("shop");
    GetDatasetResponse described =
        datasets.getDataset(GetDatasetRequest.newBuilder().setDataset("shop").build());

    assertThat(described.getDataset().getName()).isEqualTo("shop");
    assertThat(described.getSize().getUsers()).isEqualTo(5);
    assertThat(described.getSize().getItems()).isEqualTo(9);
    assertThat(described.getSize().getInteractions()).isEqualTo(30);
    assertThat(described.getFingerprint()).isNotEmpty();
  }

  @Test
  void aDatasetThatIsNotThereGivesItsPlaceBack() {
    for (int call = 0; call < 3; call++) {
      Refusal refusal =
          Refusal.of(
              () -> datasets.getDataset(GetDatasetRequest.newBuilder().setDataset("x").build()));
      assertThat(refusal.reason()).isEqualTo("DATASET_NOT_FOUND");
    }
  }

  @Test
  void whoSeesTheEndOfAnImportMayBeginAnother() throws Exception {
    DatasetServiceGrpc.DatasetServiceStub again =
        CallsInTurn.client(DatasetServiceGrpc.newStub(calls.channel()));
    // The first is refused before the service sees it, the second by the service.
    for (FilePiece piece :
        List.of(
            FilePiece.newBuilder().setFile("f".repeat(5000)).build(),
            FilePiece.newBuilder().setFile("").build())) {
      assertThat(
              CallsInTurn.ends(
                  (StreamObserver<ImportDatasetResponse> observer) -> {
                    StreamObserver<ImportDatasetRequest> upload = again.importDataset(observer);
                    upload.onNext(
                        ImportDatasetRequest.newBuilder()
                            .setHeader(
                                ImportHeader.newBuilder()
                                    .setDataset("shop")
                                    .setFormat(ImportFormat.IMPORT_FORMAT_RECBOLE))
                            .build());
                    upload.onNext(ImportDatasetRequest.newBuilder().setPiece(piece).build());
                  }))
          .hasSize(3)
          .containsOnly(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void usersAreListedInPagesThatTheLastIdOfOneContinues() {
    store.with("shop");
    List<String> users = IntStream.range(10, 17).mapToObj(u -> "u" + u).toList();
    users.forEach(user -> store.histories.put(user, List.of()));
    ListUsersRequest.Builder request = ListUsersRequest.newBuilder().setDataset("shop");
    ListUsersResponse first = datasets.listUsers(request.setPageSize(4).build());
    ListUsersResponse second =
        datasets.listUsers(request.setPageToken(first.getNextPageToken()).build());

    assertThat(first.getUserIdsList()).isEqualTo(users.subList(0, 4));
    assertThat(first.getNextPageToken()).isEqualTo("u13");
    assertThat(second.getUserIdsList()).isEqualTo(users.subList(4, 7));
    assertThat(second.getNextPageToken()).isEmpty();
  }
}
