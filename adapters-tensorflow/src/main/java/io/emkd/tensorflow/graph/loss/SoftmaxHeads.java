package io.emkd.tensorflow.graph.loss;

import io.emkd.tensorflow.graph.network.EnsembleNetworks;
import io.emkd.tensorflow.graph.network.ItemHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What logits over items are made by.
 *
 * @param networks of each that learns its head
 * @param teacher the head of what they learn from
 * @param itemCount V
 */
public record SoftmaxHeads(List<ItemHead> networks, Optional<ItemHead> teacher, int itemCount) {
  public static SoftmaxHeads of(EnsembleNetworks ensemble, Optional<ItemHead> teacher) {
    return new SoftmaxHeads(ensemble.itemHeads(), teacher, ensemble.itemCount());
  }

  /** Returns those of the networks, then the teacher's. */
  List<ItemHead> all() {
    List<ItemHead> all = new ArrayList<>(networks);
    teacher.ifPresent(all::add);
    return all;
  }
}
