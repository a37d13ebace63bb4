package io.grpc.override;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import org.junit.jupiter.api.Test;

class ContextStorageOverrideTest {
  private static final Context.Key<String> KEY = Context.key("key");

  @Test
  void aThreadThatTurnsToACallMakesNoContextOfTraces() {
    Context call = Context.ROOT.withValue(KEY, "call");

    call.run(
        () ->
            assertThat(io.opentelemetry.context.Context.current())
                .isSameAs(io.opentelemetry.context.Context.root()));
  }

  @Test
  void aThreadIsInTheContextThatItWasInBefore() {
    Context.ROOT
        .withValue(KEY, "outer")
        .run(
            () -> {
              Context.current()
                  .withValue(KEY, "inner")
                  .run(() -> assertThat(KEY.get()).isEqualTo("inner"));
              assertThat(KEY.get()).isEqualTo("outer");
            });

    assertThat(Context.current()).isSameAs(Context.ROOT);
  }

  @Test
  void aContextThatSomethingForgotToLeaveIsLeftWithItsCall() {
    Context call = Context.ROOT.withValue(KEY, "call");
    Context before = call.attach();
    var forgotten = call.withValue(KEY, "forgotten").attach();

    call.detach(before);

    assertThat(forgotten).isSameAs(call);
    assertThat(Context.current()).isSameAs(before);
  }
}
