package io.emkd.storage.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
  @Test
  void anErrorFailsItsGroupAndTheWriterGoesOn() {
    List<List<String>> groups = new ArrayList<>();
    try (GroupCommit<String, String> commits =
        new GroupCommit<>(
            "test",
            String::length,
            group -> {
              if (group.contains("fatal")) {
                throw new OutOfMemoryError("no heap left");
              }
              groups.add(group);
              return new ArrayList<>(group);
            })) {
      assertThatThrownBy(() -> commits.submit("fatal").join())
          .hasCauseInstanceOf(OutOfMemoryError.class);
      assertThat(commits.submit("next").join()).isEqualTo("next");
    }
    assertThat(groups).containsExactly(List.of("next"));
  }
}
