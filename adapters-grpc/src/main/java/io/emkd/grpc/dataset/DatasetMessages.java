package io.emkd.grpc.dataset;

import io.emkd.domain.dataset.DatasetDefinition;
import io.emkd.domain.dataset.DatasetSummary;
import io.emkd.v1.Dataset;
import io.emkd.v1.DatasetSize;

/** Datasets and their sizes as messages. */
public final class DatasetMessages {
  private DatasetMessages() {}

  static Dataset dataset(DatasetDefinition definition) {
    return Dataset.newBuilder()
        .setName(definition.name())
        .setMinInteractions(definition.minimumInteractions())
        .build();
  }

  public static DatasetSize size(DatasetSummary summary) {
    return DatasetSize.newBuilder()
        .setUsers(summary.users())
        .setItems(summary.items())
        .setInteractions(summary.interactions())
        .setAttributes(summary.attributes())
        .build();
  }
}
