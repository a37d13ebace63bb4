package io.emkd.experiments.comparison;

import java.util.ArrayList;
import java.util.List;

/** The rows that the paper's tables have, and those of its ensemble with other encoders. */
final class StandardRows {
  /** The paper's ensemble as the preset has it. */
  static final String ENSEMBLE = "emkd";

  private static final String ALONE = "networks=1 contrast_weight=0 distillation_weight=0";

  /** Encoders that are asked for one item of a window and step learn in more steps. */
  private static final String LONG = "epochs=100";

  /** What did best on beauty (docs/accuracy.md). */
  private static final String FOR_BERT4REC = "dropout=0.2 tied_item_head=false masked_views=2";

  /** What encoders know by themselves. */
  private static final String LEARNT_ALONE = "skip_markov_weight=0";

  private StandardRows() {}

  /** Each encoder alone, three of each, three of different kinds, and three beside counts. */
  static List<Row> comparison() {
    return List.of(
        Row.of(ENSEMBLE, "networks=3 encoders=bert4rec")
            .suggesting(LEARNT_ALONE, LONG, FOR_BERT4REC),
        Row.of("bert4rec", ALONE, "encoders=bert4rec").suggesting(LEARNT_ALONE, LONG, FOR_BERT4REC),
        Row.of("sasrec", ALONE, "encoders=sasrec").suggesting(LEARNT_ALONE),
        Row.of("bsarec", ALONE, "encoders=bsarec").suggesting(LEARNT_ALONE, LONG),
        Row.of("gru4rec", ALONE, "encoders=gru4rec").suggesting(LEARNT_ALONE),
        Row.of("emkd-sasrec", "networks=3 encoders=sasrec").suggesting(LEARNT_ALONE),
        Row.of("emkd-bsarec", "networks=3 encoders=bsarec").suggesting(LEARNT_ALONE, LONG),
        Row.of("emkd-mixed", "networks=3 encoders=sasrec,gru4rec,sasrec").suggesting(LEARNT_ALONE),
        Row.of("emkd-counting", "networks=3 encoders=sasrec skip_markov_weight=1"));
  }

  /** What the ensemble is without each of its parts, and with other numbers of them. */
  static List<Row> ablation() {
    List<Row> rows = new ArrayList<>();
    rows.add(Row.of(ENSEMBLE, "networks=3"));
    rows.add(Row.of("no-distillation", "distillation_weight=0"));
    rows.add(Row.of("no-intra-contrast", "intra_contrast_weight=0"));
    rows.add(Row.of("no-cross-contrast", "cross_contrast_weight=0"));
    rows.add(Row.of("no-contrast", "contrast_weight=0"));
    rows.add(Row.of("no-attributes", "attribute_weight=0"));
    rows.add(Row.of("no-skip-markov", "skip_markov_weight=0"));
    rows.add(Row.of("items-alone", "distillation_weight=0 contrast_weight=0 attribute_weight=0"));
    for (int networks : new int[] {1, 2, 4, 5}) {
      rows.add(Row.of("networks-" + networks, "networks=" + networks));
    }
    for (int views : new int[] {1, 4, 8}) {
      rows.add(Row.of("views-" + views, "masked_views=" + views));
    }
    for (String temperature : new String[] {"0.1", "1", "3"}) {
      rows.add(Row.of("temperature-" + temperature, "temperature=" + temperature));
    }
    return rows;
  }
}
