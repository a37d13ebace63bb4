package io.emkd.domain.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emkd.domain.dataset.DatasetStore;
import io.emkd.domain.error.UnmetPreconditionException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Datasets that models may still need. */
class DeleteDatasetTest {
  private final MemoryModels models = new MemoryModels();
  private final List<Object> deleted = new ArrayList<>();
  private final DeleteDataset delete = new DeleteDataset(store(), models);

  private DatasetStore store() {
    return (DatasetStore)
        Proxy.newProxyInstance(
            DatasetStore.class.getClassLoader(),
            new Class<?>[] {DatasetStore.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("delete");
              return deleted.add(arguments[0]) ? null : proxy;
            });
  }

  @Test
  void oneWhoseHistoriesAnAnsweringModelNeedsStaysUnlessToldOtherwise() {
    models.publish("films", 1, "shop");

    assertThatThrownBy(() -> delete.delete("shop", false))
        .isInstanceOf(UnmetPreconditionException.class)
        .hasMessageContaining("films@1")
        .hasMessageContaining("even_if_used");
    assertThat(deleted).isEmpty();
    delete.delete("shop", true);
    assertThat(deleted).containsExactly("shop");
  }

  @Test
  void oneThatOnlyVersionsWereTrainedOnWhichDoNotAnswerGoes() {
    models.publish("films", 1, "old");
    models.publish("films", 2, "shop");
    models.routings.put("films", ModelRouting.to(2));

    delete.delete("old", false);

    assertThat(deleted).containsExactly("old");
  }
}
