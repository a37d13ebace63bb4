package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.emkd.server.EmkdServer;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.TrainingOptions;
import io.grpc.ManagedChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model card that lies in each published version. */
class ModelCardTest {
  @TempDir Path data;

  @Test
  void itSaysWhatTheServerSaysOfTheVersion() throws Exception {
    EmkdServer server = TestShop.server(data);
    ManagedChannel channel = TestShop.channel(server);
    try {
      TestShop.publishModel(channel);
      Model model =
          ModelServiceGrpc.newBlockingStub(channel)
              .getModel(GetModelRequest.newBuilder().setModel("shop").build())
              .getModel();
      String card = Files.readString(data.resolve("models/shop/1/model-card.md"));
      assertThat(card)
          .startsWith("# shop@1\n")
          .contains(
              "the sum of 2 networks' logits",
              "| fingerprint | " + model.getDatasetFingerprint() + " |",
              "| users | " + model.getDatasetSize().getUsers() + " |",
              "| training | " + model.getTrainingId() + " |",
              "| steps | " + model.getEnvironmentOrThrow("steps") + " |",
              "| seconds | " + model.getEnvironmentOrThrow("seconds") + " |",
              "| NDCG@10 | "
                  + String.format(Locale.ROOT, "%.4f", model.getValidationOrThrow("NDCG@10"))
                  + " |",
              "`./emkd evaluate --model shop@1 --baselines`",
              "the 20 items that it was trained on",
              "the last 5 items of a history");
      assertThat(model.getOptions().getAllFields().keySet())
          .hasSizeGreaterThan(25)
          .allSatisfy(
              field ->
                  assertThat(card)
                      .contains(
                          "| "
                              + field.getName()
                              + " | "
                              + shown(field, model.getOptions())
                              + " |"));
    } finally {
      channel.shutdownNow();
      server.close();
    }
  }

  /** As {@code --set} takes it. */
  private static String shown(FieldDescriptor field, TrainingOptions options) {
    Object value = options.getField(field);
    if (value instanceof List<?> several) {
      return String.join(",", several.stream().map(one -> word(field, one)).toList());
    }
    return word(field, value);
  }

  private static String word(FieldDescriptor field, Object value) {
    if (value instanceof EnumValueDescriptor one) {
      String prefix = field.getEnumType().findValueByNumber(0).getName();
      return one.getName()
          .substring(prefix.length() - "UNSPECIFIED".length())
          .toLowerCase(Locale.ROOT);
    }
    return String.valueOf(value);
  }
}
