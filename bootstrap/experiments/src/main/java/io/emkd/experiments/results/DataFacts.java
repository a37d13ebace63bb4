package io.emkd.experiments.results;

import io.emkd.v1.GetDatasetResponse;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an experiment's page says of the data. */
public final class DataFacts {
  private DataFacts() {}

  /** Returns them by their names, in an order to show; more may be added. */
  public static Map<String, String> of(String name, GetDatasetResponse dataset) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("dataset", name);
    facts.put("fingerprint of the data", dataset.getFingerprint());
    facts.put("users", String.valueOf(dataset.getSize().getUsers()));
    facts.put("items", String.valueOf(dataset.getSize().getItems()));
    facts.put("interactions", String.valueOf(dataset.getSize().getInteractions()));
    return facts;
  }
}
