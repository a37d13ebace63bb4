package io.emkd.grpc.call;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.emkd.domain.error.InvalidInputException;
import java.util.List;

/** One page of a listing (AIP-158); a token is the index of the first element of its page. */
public record Page<T>(List<T> elements, String nextPageToken) {
  private static final int MAXIMUM_SIZE = 1000;
  private static final int MAXIMUM_BYTES = 3_000_000;

  public static <T> Page<T> of(List<T> all, int pageSize, String pageToken) {
    if (!pageToken.matches("\\d{0,9}")) {
      throw new InvalidInputException(
          "page_token", pageToken, "the next_page_token of an earlier answer");
    }
    int size = size(pageSize, MAXIMUM_SIZE, MAXIMUM_SIZE);
    int first = Math.min(pageToken.isEmpty() ? 0 : Integer.parseInt(pageToken), all.size());
    int end = Math.min(first + size, all.size());
    return new Page<>(all.subList(first, end), end == all.size() ? "" : String.valueOf(end));
  }

  /** The size of a page where {@code asked} is what the caller asked for. */
  public static int size(int asked, int normal, int largest) {
    if (asked < 0) {
      throw new InvalidInputException("page_size", asked, "0, which takes the default, or more");
    }
    return asked == 0 ? normal : Math.min(asked, largest);
  }

  /** Takes as many messages as {@link #fitting} ids, one at least. */
  public static <M extends MessageLite> List<M> fittingMessages(List<M> messages) {
    int bytes = 0;
    for (int i = 0; i < messages.size(); i++) {
      // With tag and length.
      bytes += messages.get(i).getSerializedSize() + 5;
      if (bytes > MAXIMUM_BYTES && i > 0) {
        return messages.subList(0, i);
      }
    }
    return messages;
  }

  /** Takes as many ids from the beginning as a client with gRPC's default limit of 4 MB takes. */
  public static List<String> fitting(List<String> ids) {
    int bytes = 0;
    for (int i = 0; i < ids.size(); i++) {
      // As UTF-8, with tag and length.
      bytes += ByteString.copyFromUtf8(ids.get(i)).size() + 3;
      if (bytes > MAXIMUM_BYTES) {
        return ids.subList(0, i);
      }
    }
    return ids;
  }
}
