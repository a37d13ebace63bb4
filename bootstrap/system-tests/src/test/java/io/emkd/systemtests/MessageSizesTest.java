package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.emkd.server.EmkdServer;
import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.ListUsersRequest;
import io.emkd.v1.ListUsersResponse;
import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client takes that nobody told of larger messages. */
class MessageSizesTest {
  private static final int CLIENTS_DEFAULT = 4_194_304;
  private static final int USERS = 6000;

  @Test
  void aPageOfTheLongestIdsIsNotLargerThanAClientTakes(@TempDir Path folder) {
    try (EmkdServer server = TestShop.server(folder)) {
      ManagedChannel channel = TestShop.channel(server);
      StringBuilder sequences = new StringBuilder();
      String threeBytesEach = "\u4e2d".repeat(252);
      for (int user = 0; user < USERS; user++) {
        sequences.append(threeBytesEach).append(1000 + user).append(" i\n");
      }
      TestShop.importText(channel, "long", sequences.toString());
      List<String> listed = new ArrayList<>();
      String token = "";
      do {
        ListUsersResponse page =
            DatasetServiceGrpc.newBlockingStub(channel)
                .listUsers(
                    ListUsersRequest.newBuilder()
                        .setDataset("long")
                        .setPageSize(10_000)
                        .setPageToken(token)
                        .build());
        assertThat(page.getSerializedSize()).isLessThan(CLIENTS_DEFAULT);
        listed.addAll(page.getUserIdsList());
        token = page.getNextPageToken();
      } while (!token.isEmpty());
      assertThat(listed).hasSize(USERS).doesNotHaveDuplicates();
      channel.shutdownNow();
    }
  }

  @Test
  void whatAClientTakesUnlessToldOtherwiseIsDocumented() {
    assertThat(Documents.texts().get("docs/limits.md"))
        .contains("(" + CLIENTS_DEFAULT + " bytes)", "Answers of `BatchRecommend` need not");
  }
}
