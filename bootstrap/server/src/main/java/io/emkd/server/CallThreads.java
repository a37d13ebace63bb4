package io.emkd.server;

import io.emkd.grpc.wire.RecommendThreads;
import io.grpc.ServerBuilder;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import jakarta.inject.Singleton;

/** Lets {@link RecommendThreads} choose the thread of each call, on the thread of its socket. */
@Singleton
final class CallThreads implements BeanCreatedEventListener<ServerBuilder<?>> {
  private final RecommendThreads threads;

  CallThreads(RecommendThreads threads) {
    this.threads = threads;
  }

  @Override
  public ServerBuilder<?> onCreated(BeanCreatedEvent<ServerBuilder<?>> event) {
    return event.getBean().directExecutor().callExecutor(threads);
  }
}
