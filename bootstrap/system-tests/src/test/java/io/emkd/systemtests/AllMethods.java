package io.emkd.systemtests;

import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The methods of every service that a server says it has, so that none is forgotten. */
final class AllMethods {
  private AllMethods() {}

  static List<MethodDescriptor<?, ?>> of(ManagedChannel channel) {
    return services(channel).stream()
        .<MethodDescriptor<?, ?>>flatMap(name -> descriptor(name).getMethods().stream())
        .toList();
  }

  static MethodDescriptor<?, ?> named(ManagedChannel channel, String fullName) {
    return of(channel).stream()
        .filter(method -> method.getFullMethodName().equals(fullName))
        .findFirst()
        .orElseThrow();
  }

  private static ServiceDescriptor descriptor(String service) {
    try {
      String domain = service.startsWith("inference.") ? "io.emkd." : "io.";
      return (ServiceDescriptor)
          Class.forName(domain + service + "Grpc").getMethod("getServiceDescriptor").invoke(null);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException(missing);
    }
  }

  private static List<String> services(ManagedChannel channel) {
    CompletableFuture<List<String>> names = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    names.complete(
                        response.getListServicesResponse().getServiceList().stream()
                            .map(service -> service.getName())
                            .toList());
                  }

                  @Override
                  public void onError(Throwable failed) {
                    names.completeExceptionally(failed);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    List<String> listed = names.join();
    requests.onCompleted();
    return listed;
  }
}
