package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.emkd.v1.GetModelRequest;
import io.emkd.v1.ModelServiceGrpc;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The largest messages that there may be, to every method, several at once, at a small heap. */
class FuzzedBoundsTest {
  private static final int AT_ONCE = 6;
  private static final Set<Status.Code> ACCIDENTS =
      Set.of(Status.Code.INTERNAL, Status.Code.UNKNOWN, Status.Code.UNAVAILABLE);

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void goodCallsAreAnsweredBesideTheLargestOnes(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    ServerProcess server =
        ServerProcess.start(
            folder.resolve("data"),
            Map.of("JAVA_TOOL_OPTIONS", "-Xmx512m", "EMKD_WARM_UP", "0s"),
            ProcessBuilder.Redirect.to(log.toFile()));
    try {
      TestShop.publishModel(server.channel());
      AtomicBoolean done = new AtomicBoolean();
      Set<String> accidents = new ConcurrentSkipListSet<>();
      ExecutorService threads = Executors.newCachedThreadPool();
      Future<Integer> good = threads.submit(() -> goodCalls(server.channel(), done));
      flood(server.channel(), accidents);
      done.set(true);

      assertThat(good.get(1, TimeUnit.MINUTES)).isGreaterThan(10);
      assertThat(accidents).isEmpty();
      assertThat(server.process().isAlive()).isTrue();
      assertThat(Files.readString(log)).doesNotContain("OutOfMemoryError").doesNotContain("LEAK");
      threads.shutdown();
    } finally {
      server.kill();
    }
  }

  /**
   * @return how many were answered; the first that is not ends it
   */
  private static int goodCalls(ManagedChannel channel, AtomicBoolean done)
      throws InterruptedException {
    int answered = 0;
    while (!done.get()) {
      assertThat(TestShop.recommend(channel).getItemsCount()).isPositive();
      ModelServiceGrpc.newBlockingStub(channel)
          .getModel(GetModelRequest.newBuilder().setModel("shop").build());
      answered++;
      Thread.sleep(50);
    }
    return answered;
  }

  private static void flood(ManagedChannel channel, Set<String> accidents)
      throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<MethodDescriptor<?, ?>> methods = AllMethods.of(channel);
    assertThat(methods).hasSizeGreaterThan(25);
    for (MethodDescriptor<?, ?> method : methods) {
      var marshaller = (MethodDescriptor.PrototypeMarshaller<?>) method.getRequestMarshaller();
      for (LargeMessages.Kind kind :
          LargeMessages.kinds(
              ((Message) marshaller.getMessagePrototype()).getDescriptorForType())) {
        threads.execute(() -> send(channel, method, kind, accidents));
      }
    }
    threads.shutdown();
    assertThat(threads.awaitTermination(9, TimeUnit.MINUTES)).isTrue();
  }

  private static void send(
      ManagedChannel channel,
      MethodDescriptor<?, ?> method,
      LargeMessages.Kind kind,
      Set<String> accidents) {
    String name = method.getFullMethodName() + " " + kind.name();
    try {
      RawCalls.send(
          channel,
          RawCalls.method(method),
          kind.compressed() ? CallOptions.DEFAULT.withCompression("gzip") : CallOptions.DEFAULT,
          kind.bytes());
    } catch (StatusRuntimeException refused) {
      if (ACCIDENTS.contains(refused.getStatus().getCode())) {
        accidents.add(name + ": " + refused.getMessage());
      }
    } catch (IOException | RuntimeException failed) {
      accidents.add(name + ": " + failed);
    }
  }
}
