package io.emkd.grpc.call;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.emkd.domain.error.InvalidInputException;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** One page of a listing (AIP-158); a token is the index of the first element of its page. */
public record Page<T>(List<T> elements, String nextPageToken) {
  private static final int MAXIMUM_SIZE = 1000;
  private static final int MAXIMUM_BYTES = 3_000_000;

  public static <T> Page<T> of(List<T> all, int pageSize, String pageToken) {
    if (!pageToken.matches("\\d{0,9}")) {
      throw wrongToken(pageToken);
    }
    int size = size(pageSize, MAXIMUM_SIZE, MAXIMUM_SIZE);
    int first = Math.min(pageToken.isEmpty() ? 0 : Integer.parseInt(pageToken), all.size());
    int end = Math.min(first + size, all.size());
    return new Page<>(all.subList(first, end), end == all.size() ? "" : String.valueOf(end));
  }

  /** What a token is answered with that no page ended with. */
  public static InvalidInputException wrongToken(String pageToken) {
    return new InvalidInputException(
        "page_token", pageToken, "the next_page_token of an earlier answer");
  }

  /** The size of a page where {@code asked} is what the caller asked for. */
  public static int size(int asked, int normal, int largest) {
    if (asked < 0) {
      throw new InvalidInputException("page_size", asked, "0, which takes the default, or more");
    }
    return asked == 0 ? normal : Math.min(asked, largest);
  }

  /**
   * The page that begins with {@code found}, which ends by number or by bytes; its token is the id
   * of its last element.
   *
   * @param found up to {@code size} and one more, which says that there are others
   * @param bytes of an element in the answer
   */
  public static <T> Page<T> by(
      Function<T, String> id, List<T> found, int size, ToIntFunction<T> bytes) {
    List<T> page = fitting(found.subList(0, Math.min(size, found.size())), bytes);
    return new Page<>(page, page.size() == found.size() ? "" : id.apply(page.get(page.size() - 1)));
  }

  /** Takes as many ids from the beginning as a client with gRPC's default limit of 4 MB takes. */
  public static List<String> fitting(List<String> ids) {
    return fitting(ids, Page::bytes);
  }

  /** As UTF-8, with tag and length. */
  public static int bytes(String id) {
    return ByteString.copyFromUtf8(id).size() + 3;
  }

  /** Of a message, with tag and length. */
  public static int bytes(MessageLite message) {
    return message.getSerializedSize() + 5;
  }

  /** Whether elements of so many bytes are more than a page takes. */
  public static boolean isFull(int bytes) {
    return bytes > MAXIMUM_BYTES;
  }

  /** Takes one at least: an element that is larger is a page of its own. */
  private static <T> List<T> fitting(List<T> elements, ToIntFunction<T> bytes) {
    int sum = 0;
    for (int i = 0; i < elements.size(); i++) {
      sum += bytes.applyAsInt(elements.get(i));
      if (isFull(sum) && i > 0) {
        return elements.subList(0, i);
      }
    }
    return elements;
  }
}
