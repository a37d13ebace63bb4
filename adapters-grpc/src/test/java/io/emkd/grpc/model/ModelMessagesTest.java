package io.emkd.grpc.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import io.emkd.domain.error.DamagedArtifact;
import io.emkd.domain.registry.Canary;
import io.emkd.domain.registry.MemoryModels;
import io.emkd.domain.registry.ModelRouting;
import io.emkd.domain.registry.Shadow;
import io.emkd.grpc.Manifests;
import io.emkd.v1.Model;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every answer says of a model. */
class ModelMessagesTest {
  private static final ModelRouting ROUTING =
      new ModelRouting(
          3,
          List.of(1, 2),
          Map.of("stable", 2, "beta", 2, "new", 4),
          0,
          Optional.of(new Canary(4, 0.25)),
          Optional.of(new Shadow(1, 0.5)));

  private final MemoryModels models = new MemoryModels();
  private final ModelMessages messages = new ModelMessages(models);

  private Model message(int version) {
    return messages.of(Manifests.manifest("shop", version));
  }

  @Test
  void aVersionSaysWhereItCameFrom() {
    Model model = message(1);

    assertThat(model.getName()).isEqualTo("shop");
    assertThat(model.getVersion()).isEqualTo(1);
    assertThat(model.getTrainingId()).isEqualTo("t-1");
    assertThat(model.getCreateTime()).isEqualTo(Timestamps.fromSeconds(1_700_000_000));
    assertThat(model.getDataset()).isEqualTo("shop");
    assertThat(model.getDatasetSize().getUsers()).isEqualTo(5);
    assertThat(model.getDatasetSize().getItems()).isEqualTo(9);
    assertThat(model.getDatasetSize().getInteractions()).isEqualTo(30);
    assertThat(model.getDatasetSize().getAttributes()).isEqualTo(3);
    assertThat(model.getDatasetFingerprint()).isEqualTo("f00d");
    assertThat(model.getEpoch()).isEqualTo(7);
    assertThat(model.getValidationMap()).isEqualTo(Map.of("NDCG@10", 0.25));
    assertThat(model.getEnvironmentMap()).isEqualTo(Map.of("java", "17"));
    assertThat(model.getOptions().getNetworks())
        .isEqualTo(Manifests.manifest("shop", 1).configuration().ensemble().networks());
  }

  @Test
  void aVersionSaysWhatPointsAtItNow() {
    models.routings.put("shop", ROUTING);

    assertThat(message(3).getServing()).isTrue();
    assertThat(message(3).getLabelsList()).isEmpty();
    assertThat(message(2).getServing()).isFalse();
    assertThat(message(2).getLabelsList()).containsExactly("beta", "stable");
    assertThat(message(4).getLabelsList()).containsExactly("new");
    assertThat(message(4).getCanaryShare()).isEqualTo(0.25);
    assertThat(message(2).getCanaryShare()).isZero();
  }

  @Test
  void nothingPointsAtAVersionOfAModelWhoseRoutingIsDamaged() {
    models.unreadable = "shop";

    assertThat(message(1).getServing()).isFalse();
    assertThat(message(1).getLabelsList()).isEmpty();
  }

  @Test
  void aRoutingSaysAllThatAnswers() {
    var message = ModelMessages.routing(ROUTING);

    assertThat(message.getServingVersion()).isEqualTo(3);
    assertThat(message.getReplacedVersionsList()).containsExactly(1, 2);
    assertThat(message.getLabelsMap()).isEqualTo(Map.of("stable", 2, "beta", 2, "new", 4));
    assertThat(message.getCanaryVersion()).isEqualTo(4);
    assertThat(message.getCanaryShare()).isEqualTo(0.25);
  }

  @Test
  void whatIsDamagedIsNamed() {
    var message =
        ModelMessages.damaged(
            new DamagedArtifact(DamagedArtifact.Kind.VERSION, "shop@2", "weights are torn"));

    assertThat(message.getName()).isEqualTo("shop");
    assertThat(message.getVersion()).isEqualTo(2);
    assertThat(message.getWhat()).isEqualTo(DamagedArtifact.Kind.VERSION.label());
    assertThat(message.getReason()).isEqualTo("weights are torn");
  }
}
