package io.emkd.grpc.wire;

import io.emkd.domain.error.CapacityException;
import io.emkd.grpc.error.ErrorStatus;
import io.emkd.inference.GRPCInferenceServiceGrpc;
import io.emkd.v1.RecommendationServiceGrpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Few threads for the calls that recommend alone, those of {@code RecommendationService} and {@code
 * ModelInfer}: a flood of them does not become a flood of threads, and a long import or evaluation
 * never holds them up. Where too many calls wait for one, the socket's thread refuses the next:
 * refusing is cheap when there is most to do.
 *
 * <p>Both what chooses the threads of the server's calls, whose own executor is to be the direct
 * one, and the interceptor of the services that have such calls.
 */
public final class RecommendThreads
    implements ServerCallExecutorSupplier, ServerInterceptor, AutoCloseable {
  private static final Executor SOCKET_THREAD = Runnable::run;
  private static final String MODEL_INFER =
      GRPCInferenceServiceGrpc.getModelInferMethod().getFullMethodName();

  private final ThreadPoolExecutor threads;
  private final long waitingCalls;
  private final Executor others;
  private final StatusRuntimeException refusal;

  private static final class RecommendThread extends Thread {
    RecommendThread(Runnable task, int number) {
      super(task, "recommend-" + number);
      setDaemon(true);
    }
  }

  /**
   * @param threads at least 1
   * @param waitingCalls that wait for a thread at most
   * @param retryAfter of a call that is refused
   * @param others for the calls of other services
   */
  public RecommendThreads(int threads, long waitingCalls, Duration retryAfter, Executor others) {
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new RecommendThread(task, number.incrementAndGet()));
    this.waitingCalls = waitingCalls;
    this.others = others;
    this.refusal =
        ErrorStatus.of(
            new CapacityException(
                waitingCalls + " calls wait for a thread, which is as many as may", retryAfter));
  }

  @Override
  public <Q, A> Executor getExecutor(ServerCall<Q, A> call, Metadata headers) {
    if (areOthersThan(call.getMethodDescriptor())) {
      return others;
    }
    return threads.getQueue().size() < waitingCalls ? threads : SOCKET_THREAD;
  }

  static boolean areOthersThan(MethodDescriptor<?, ?> method) {
    return !RecommendationServiceGrpc.SERVICE_NAME.equals(method.getServiceName())
        && !MODEL_INFER.equals(method.getFullMethodName());
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    if (areOthersThan(call.getMethodDescriptor())
        || Thread.currentThread() instanceof RecommendThread) {
      return next.startCall(call, headers);
    }
    // A copy, since the transport adds to it.
    Metadata trailers = new Metadata();
    trailers.merge(refusal.getTrailers());
    call.close(refusal.getStatus(), trailers);
    return new ServerCall.Listener<>() {};
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
