package io.emkd.grpc;

import io.emkd.domain.data.DatasetDefinition;
import io.emkd.domain.error.InvalidInputException;
import io.emkd.v1.FilePiece;
import io.emkd.v1.ImportDatasetRequest;
import io.emkd.v1.ImportDatasetResponse;
import io.emkd.v1.ImportHeader;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One upload: spools the files, imports them when all are there, leaves nothing behind. */
final class ImportCall implements StreamObserver<ImportDatasetRequest> {
  private static final int LONGEST_NAME = 4096;

  private final FileImporter importer;
  private final Path spoolRoot;
  private final StreamObserver<ImportDatasetResponse> observer;
  private final List<FileImporter.SpooledFile> files = new ArrayList<>();
  private Path spool;
  private ImportHeader header;
  private OutputStream open;
  private boolean ended;

  ImportCall(
      FileImporter importer, Path spoolRoot, StreamObserver<ImportDatasetResponse> observer) {
    this.importer = importer;
    this.spoolRoot = spoolRoot;
    this.observer = observer;
  }

  @Override
  public void onNext(ImportDatasetRequest request) {
    if (ended) {
      return;
    }
    try {
      switch (request.getPartCase()) {
        case HEADER -> begin(request.getHeader());
        case PIECE -> write(request.getPiece());
        case PART_NOT_SET -> throw new InvalidInputException("part", "not set", "header or piece");
      }
    } catch (IOException failed) {
      fail(new UncheckedIOException(failed));
    } catch (RuntimeException failed) {
      fail(failed);
    }
  }

  private void begin(ImportHeader given) throws IOException {
    if (header != null) {
      throw new InvalidInputException("header", "given twice", "given once, first");
    }
    new DatasetDefinition(given.getDataset(), given.getMinInteractions());
    if (given.getSkipBadLines() < 0) {
      throw new InvalidInputException("skip_bad_lines", given.getSkipBadLines(), "0 or more");
    }
    header = given;
    Files.createDirectories(spoolRoot);
    spool = Files.createTempDirectory(spoolRoot, "import-");
  }

  private void write(FilePiece piece) throws IOException {
    if (header == null) {
      throw new InvalidInputException("header", "missing", "given once, before the files");
    }
    if (files.isEmpty()
        || piece.getBeginsFile()
        || !files.get(files.size() - 1).name().equals(piece.getFile())) {
      if (piece.getFile().isBlank() || piece.getFile().length() > LONGEST_NAME) {
        throw new InvalidInputException(
            "file", piece.getFile().length() + " characters", "a name of 1 to " + LONGEST_NAME);
      }
      closeFile();
      Path path = spool.resolve(String.valueOf(files.size()));
      files.add(new FileImporter.SpooledFile(piece.getFile(), path));
      open = Files.newOutputStream(path);
    }
    piece.getContent().writeTo(open);
  }

  @Override
  public void onCompleted() {
    if (ended) {
      return;
    }
    try {
      closeFile();
      if (header == null || files.isEmpty()) {
        throw new InvalidInputException("piece", "missing", "a header and at least one file");
      }
      FileImporter.Imported imported =
          importer.run(
              new DatasetDefinition(header.getDataset(), header.getMinInteractions()),
              header,
              files,
              Context.current()::isCancelled);
      ended = true;
      observer.onNext(
          ImportDatasetResponse.newBuilder()
              .setDataset(header.getDataset())
              .setRaw(Messages.size(imported.report().raw()))
              .setFiltered(Messages.size(imported.report().filtered()))
              .setSkippedLines(imported.skippedLines())
              .addAllSkipReasons(imported.skipReasons())
              .setLeftOutRows(imported.read().leftOutRows())
              .setRepeatedInteractions(imported.report().repeated())
              .setDescribedItems(imported.read().describedItems())
              .setDescribedItemsNeverOccurring(imported.read().describedNeverOccurring())
              .setOccurringItemsUndescribed(imported.read().occurringUndescribed())
              .setRedescribedItems(imported.read().redescribedItems())
              .build());
      observer.onCompleted();
    } catch (IOException failed) {
      fail(new UncheckedIOException(failed));
    } catch (RuntimeException failed) {
      fail(failed);
    } finally {
      discard();
    }
  }

  @Override
  public void onError(Throwable gone) {
    ended = true;
    discard();
  }

  private void fail(RuntimeException failed) {
    ended = true;
    discard();
    observer.onError(ErrorStatus.of(failed));
  }

  private void closeFile() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private void discard() {
    try {
      closeFile();
      for (FileImporter.SpooledFile file : files) {
        Files.deleteIfExists(file.path());
      }
      if (spool != null) {
        Files.deleteIfExists(spool);
      }
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
