package io.emkd.bootstrap.server;

import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Gives recommendations few threads of their own: a flood of them does not become a flood of
 * threads, and a long import or evaluation never holds them up.
 */
@Singleton
final class RecommendExecutor implements BeanCreatedEventListener<ServerBuilder<?>> {
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Math.max(4, 2 * Runtime.getRuntime().availableProcessors()), named());

  private static ThreadFactory named() {
    AtomicInteger count = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, "recommend-" + count.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    return event
        .getBean()
        .callExecutor(
            new ServerCallExecutorSupplier() {
              @Override
              public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata metadata) {
                return RecommendationServiceGrpc.SERVICE_NAME.equals(
                        call.getMethodDescriptor().getServiceName())
                    ? threads
                    : null;
              }
            });
  }

  @PreDestroy
  void stop() {
    threads.shutdown();
  }
}
