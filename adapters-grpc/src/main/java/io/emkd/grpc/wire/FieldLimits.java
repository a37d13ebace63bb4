package io.emkd.grpc.wire;

import com.google.protobuf.Descriptors.FieldDescriptor;
import io.emkd.domain.dataset.AppendInteractions;
import io.emkd.domain.dataset.Item;
import io.emkd.domain.recommendation.History;
import io.emkd.domain.recommendation.ItemFilter;
import java.util.Map;

/**
 * How many elements each repeated field of a request may have, and how many bytes each text. The
 * protocol's comments and docs/limits.md say the same.
 */
public final class FieldLimits {
  /** Requests in one BatchRecommend. */
  public static final int BATCH = 1000;

  /** Items that one call describes, deactivates or activates. */
  public static final int ITEMS = 10_000;

  /** Cutoffs of one evaluation. */
  public static final int CUTOFFS = 100;

  /** Requirements of one evaluation. */
  public static final int REQUIREMENTS = 100;

  /** Histories in one ModelInfer. */
  public static final int HISTORIES = 128;

  /** Texts in one tensor, in a field of their own or behind their lengths in one piece. */
  public static final int TENSOR_TEXTS = 500_000;

  /** The field of tensors that are one piece of bytes. */
  private static final String RAW_TENSORS = "inference.ModelInferRequest.raw_input_contents";

  /** Elements of a repeated field that is not named here. */
  static final int ELEMENTS = 1000;

  /** Bytes of a text in UTF-8. */
  static final int TEXT_BYTES = 4096;

  /** Bytes of a title: four for each of its characters. */
  private static final int TITLE_BYTES = 4 * Item.LONGEST_TITLE;

  /** Fields in a whole message, those of its parts included. */
  static final int FIELDS = 1_500_000;

  private static final Map<String, Integer> MOST =
      Map.ofEntries(
          Map.entry("emkd.v1.ItemFilter.allowed_item_ids", ItemFilter.MOST_ITEMS),
          Map.entry("emkd.v1.ItemFilter.denied_item_ids", ItemFilter.MOST_ITEMS),
          Map.entry("emkd.v1.ItemFilter.any_attributes", ItemFilter.MOST_ATTRIBUTES),
          Map.entry("emkd.v1.ItemFilter.all_attributes", ItemFilter.MOST_ATTRIBUTES),
          Map.entry("emkd.v1.ItemFilter.none_attributes", ItemFilter.MOST_ATTRIBUTES),
          Map.entry("emkd.v1.ItemSequence.item_ids", History.MOST_ITEMS),
          Map.entry("emkd.v1.BatchRecommendRequest.requests", BATCH),
          Map.entry(
              "emkd.v1.AppendInteractionsRequest.interactions", AppendInteractions.LARGEST_REQUEST),
          Map.entry("emkd.v1.UpsertItemsRequest.items", ITEMS),
          Map.entry("emkd.v1.Item.attributes", Item.MOST_ATTRIBUTES),
          Map.entry("emkd.v1.DeactivateItemsRequest.item_ids", ITEMS),
          Map.entry("emkd.v1.ActivateItemsRequest.item_ids", ITEMS),
          Map.entry("inference.InferTensorContents.bytes_contents", TENSOR_TEXTS),
          Map.entry("emkd.v1.EvaluateRequest.cutoffs", CUTOFFS),
          Map.entry("emkd.v1.EvaluateRequest.requirements", REQUIREMENTS));

  private FieldLimits() {}

  static int textBytes(FieldDescriptor field) {
    return field.getFullName().equals("emkd.v1.Item.title") ? TITLE_BYTES : TEXT_BYTES;
  }

  static int elements(FieldDescriptor field) {
    return MOST.getOrDefault(field.getFullName(), ELEMENTS);
  }

  /** Whether a field's bytes are texts behind their lengths, of which more than bytes is made. */
  static boolean holdsTexts(FieldDescriptor field) {
    return field.getFullName().equals(RAW_TENSORS);
  }
}
