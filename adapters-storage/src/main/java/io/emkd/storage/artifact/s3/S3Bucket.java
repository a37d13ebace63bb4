package io.emkd.storage.artifact.s3;

import io.emkd.domain.error.CorruptArtifactException;
import io.emkd.domain.error.UnavailableException;
import io.emkd.domain.error.UnmetPreconditionException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.FailedFileDownload;

/**
 * One bucket of an S3-compatible object store. Everything throws {@link UnavailableException} while
 * it cannot be reached and {@link UnmetPreconditionException} where it refuses. Thread-safe.
 */
public final class S3Bucket implements AutoCloseable {
  private static final int DELETED_AT_ONCE = 1000;

  /** Not met: the object is there, or has changed, or is being written by another. */
  private static final List<Integer> CONDITION_FAILED = List.of(412, 409);

  private final String bucket;
  private final S3AsyncClient client;

  /** Sends large files in parts; reads whole ones, since not every server gives parts. */
  private final S3AsyncClient uploading;

  private final S3TransferManager downloads;
  private final S3TransferManager uploads;

  /**
   * @param endpoint of another server than Amazon's, which is then asked by path, not by host name
   * @param region where no endpoint says otherwise, else from the environment. Keys come from the
   *     environment, the profile or the machine's role
   */
  public record Settings(String bucket, Optional<URI> endpoint, Optional<String> region) {}

  record Text(String text, String etag) {}

  /**
   * @throws UnmetPreconditionException if the bucket cannot be used
   */
  public S3Bucket(Settings settings) {
    bucket = settings.bucket;
    try {
      client = builder(settings).build();
      uploading = builder(settings).multipartEnabled(true).build();
    } catch (SdkClientException incomplete) {
      throw refused(String.valueOf(incomplete.getMessage()));
    }
    downloads = S3TransferManager.builder().s3Client(client).build();
    uploads = S3TransferManager.builder().s3Client(uploading).build();
    try {
      answer(() -> client.headBucket(request -> request.bucket(bucket)));
    } catch (UnavailableException away) {
      close();
      throw refused(String.valueOf(away.getMessage()));
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private static S3AsyncClientBuilder builder(Settings settings) {
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            // Not every compatible server knows its newer checksums; artifacts have their own.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    settings.endpoint.ifPresent(
        endpoint ->
            builder.endpointOverride(endpoint).forcePathStyle(true).region(Region.US_EAST_1));
    settings.region.map(Region::of).ifPresent(builder::region);
    return builder;
  }

  /** What messages call an object. */
  String name(String key) {
    return "s3://" + bucket + "/" + key;
  }

  Optional<Text> read(String key) {
    try {
      ResponseBytes<GetObjectResponse> object =
          answer(
              () ->
                  client.getObject(
                      request -> request.bucket(bucket).key(key),
                      AsyncResponseTransformer.toBytes()));
      return Optional.of(new Text(object.asUtf8String(), object.response().eTag()));
    } catch (NoSuchKeyException absent) {
      return Optional.empty();
    } catch (UncheckedIOException undecodable) {
      throw new CorruptArtifactException(name(key) + " is not UTF-8", undecodable);
    }
  }

  void write(String key, String text) {
    put(PutObjectRequest.builder().bucket(bucket).key(key).build(), text);
  }

  /** False if the object is there. */
  boolean create(String key, String text) {
    return put(PutObjectRequest.builder().bucket(bucket).key(key).ifNoneMatch("*").build(), text);
  }

  /** False if the object is not the one of that ETag. */
  boolean replace(String key, String etag, String text) {
    return put(PutObjectRequest.builder().bucket(bucket).key(key).ifMatch(etag).build(), text);
  }

  private boolean put(PutObjectRequest request, String text) {
    try {
      answer(
          () ->
              client.putObject(request, AsyncRequestBody.fromString(text, StandardCharsets.UTF_8)));
      return true;
    } catch (S3Exception failed) {
      if (CONDITION_FAILED.contains(failed.statusCode())) {
        return false;
      }
      throw failed;
    }
  }

  /** What comes between the prefix and the next slash, once each. */
  List<String> prefixes(String prefix) {
    List<String> names = new ArrayList<>();
    for (ListObjectsV2Response page : pages(prefix, "/")) {
      for (CommonPrefix common : page.commonPrefixes()) {
        names.add(common.prefix().substring(prefix.length(), common.prefix().length() - 1));
      }
    }
    return names;
  }

  List<S3Object> list(String prefix) {
    return pages(prefix, null).stream().flatMap(page -> page.contents().stream()).toList();
  }

  private List<ListObjectsV2Response> pages(String prefix, @Nullable String delimiter) {
    List<ListObjectsV2Response> pages = new ArrayList<>();
    answer(
        () ->
            client
                .listObjectsV2Paginator(
                    request -> request.bucket(bucket).prefix(prefix).delimiter(delimiter))
                .subscribe(pages::add));
    return pages;
  }

  void delete(List<String> keys) {
    for (int from = 0; from < keys.size(); from += DELETED_AT_ONCE) {
      List<ObjectIdentifier> some =
          keys.subList(from, Math.min(keys.size(), from + DELETED_AT_ONCE)).stream()
              .map(key -> ObjectIdentifier.builder().key(key).build())
              .toList();
      DeleteObjectsResponse response =
          answer(
              () ->
                  client.deleteObjects(
                      request -> request.bucket(bucket).delete(delete -> delete.objects(some))));
      for (S3Error left : response.errors()) {
        throw new UnavailableException(
            name(left.key()) + " cannot be deleted: " + left.message(), S3Retry.RETRY_AFTER, null);
      }
    }
  }

  /** Each file to the prefix, a slash and its name in the directory. */
  void upload(Path directory, List<Path> files, String prefix) {
    answer(
        () ->
            CompletableFuture.allOf(
                files.stream()
                    .map(file -> upload(file, prefix + "/" + directory.relativize(file)))
                    .toArray(CompletableFuture<?>[]::new)));
  }

  private CompletableFuture<?> upload(Path file, String key) {
    return uploads
        .uploadFile(
            request -> request.putObjectRequest(put -> put.bucket(bucket).key(key)).source(file))
        .completionFuture();
  }

  void download(String prefix, Path directory) {
    List<FailedFileDownload> failed =
        answer(
                () ->
                    downloads
                        .downloadDirectory(
                            request ->
                                request
                                    .bucket(bucket)
                                    .listObjectsV2RequestTransformer(
                                        listed -> listed.prefix(prefix + "/"))
                                    .destination(directory))
                        .completionFuture())
            .failedTransfers();
    if (!failed.isEmpty()) {
      throw translated(failed.get(0).exception());
    }
  }

  private <T> T answer(Supplier<CompletableFuture<T>> work) {
    try {
      return work.get().join();
    } catch (CompletionException | SdkException failed) {
      throw translated(failed);
    }
  }

  private RuntimeException translated(Throwable failed) {
    Throwable cause = failed;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof NoSuchKeyException absent) {
      return absent;
    }
    if (cause instanceof S3Exception answered) {
      int status = answered.statusCode();
      if (CONDITION_FAILED.contains(status)) {
        return answered;
      }
      if (!S3Retry.mayPass(status)) {
        return refused(String.valueOf(answered.getMessage()));
      }
    }
    return new UnavailableException(
        "the object store cannot be used at present: " + cause.getMessage(),
        S3Retry.RETRY_AFTER,
        cause);
  }

  private UnmetPreconditionException refused(String reason) {
    return new UnmetPreconditionException(
        "OBJECT_STORE_REFUSED", name(""), name("") + " cannot be used: " + reason);
  }

  @Override
  public void close() {
    downloads.close();
    uploads.close();
    uploading.close();
    client.close();
  }
}
