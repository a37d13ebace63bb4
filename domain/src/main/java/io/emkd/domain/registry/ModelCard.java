package io.emkd.domain.registry;

import io.emkd.domain.configuration.NamedOptions;
import io.emkd.domain.configuration.TrainingConfiguration;
import java.util.Locale;
import java.util.TreeMap;

/**
 * A version in words, for people who have to answer for it: what it is made of, how good it is,
 * what it cost and what it cannot do (Mitchell et al., Model Cards for Model Reporting, 2019).
 */
public final class ModelCard {
  private ModelCard() {}

  /** Returns it as Markdown. */
  public static String of(ModelManifest manifest) {
    TrainingConfiguration configuration = manifest.configuration();
    int networks = configuration.ensemble().networks();
    StringBuilder card = new StringBuilder();
    add(card, "# %s", manifest.key());
    add(
        card,
        "Recommends the next item of a sequence of items: %s, %s.\n",
        networks == 1 ? "one network" : "the sum of " + networks + " networks' logits",
        manifest.isImported()
            ? "trained by another program and imported"
            : "trained by EMKD (Du et al., Ensemble"
                + " Modeling with Contrastive Knowledge Distillation for Sequential Recommendation,"
                + " SIGIR 2023)");
    add(card, "## Data\n| | |\n|---|---|");
    row(card, "dataset", manifest.dataset());
    row(card, "fingerprint", manifest.datasetFingerprint());
    row(card, "users", manifest.datasetSummary().users());
    row(card, "items", manifest.datasetSummary().items());
    row(card, "interactions", manifest.datasetSummary().interactions());
    row(card, "attributes", manifest.datasetSummary().attributes());
    if (manifest.isImported()) {
      add(
          card,
          "\nSizes are of what the model knew of the dataset when it was imported. What it was"
              + " trained on nobody has told: test metrics, `./emkd evaluate --model %s --baselines`,"
              + " mean something only of items that its training has not seen.\n",
          manifest.key());
    } else {
      addMetrics(card, manifest);
    }
    add(card, "## Training\n| | |\n|---|---|");
    row(
        card,
        manifest.isImported() ? "checkpoint's epoch" : "training",
        manifest.isImported() ? manifest.epoch() : manifest.trainingId());
    row(card, "published", manifest.createTime());
    new TreeMap<>(manifest.environment()).forEach((name, value) -> row(card, name, value));
    add(card, "\n## Options\n| | |\n|---|---|");
    (manifest.isImported()
            ? NamedOptions.of(configuration.ensemble())
            : NamedOptions.of(configuration))
        .forEach((name, value) -> row(card, name, value));
    add(
        card,
        "\n## Limits\n- It recommends the %d items that it was trained on and no other; a history of items"
            + " that it does not know is answered by popularity, and the answer says so.\n"
            + "- It reads the last %d items of a history.\n"
            + "- Offline metrics are of the past: a held-out item is one that was chosen without this model's"
            + " recommendations, and other users' later interactions were in the training.\n"
            + "- What was popular in the data is recommended more than it is liked; whether that is fair to"
            + " items and users was not measured.",
        manifest.datasetSummary().items(),
        configuration.ensemble().maxLength() - 1);
    return card.toString();
  }

  private static void addMetrics(StringBuilder card, ModelManifest manifest) {
    add(
        card,
        "\nSizes are after the core filter. Of each user the last item was held out for tests and the last"
            + " but one for validation; the model has seen neither.\n");
    add(card, "## Metrics\n| validation, unseen candidates | |\n|---|---|");
    new TreeMap<>(manifest.validation())
        .forEach((name, value) -> row(card, name, String.format(Locale.ROOT, "%.4f", value)));
    add(
        card,
        "\nOf the weights after epoch %d, which were chosen by NDCG@10 on this very split. Test metrics,"
            + " beside popularity, Markov chains and nearest neighbours: `./emkd evaluate --model %s --baselines`.\n",
        manifest.epoch(),
        manifest.key());
  }

  private static void add(StringBuilder card, String format, Object... values) {
    card.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static void row(StringBuilder card, String name, Object value) {
    add(card, "| %s | %s |", name, value.toString().replace("|", "\\|").replace("\n", " "));
  }
}
