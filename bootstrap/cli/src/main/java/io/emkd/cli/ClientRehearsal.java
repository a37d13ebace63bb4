package io.emkd.cli;

import io.emkd.v1.ListModelsRequest;
import io.emkd.v1.ListModelsResponse;
import io.emkd.v1.Model;
import io.emkd.v1.ModelServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;

/**
 * Asks a server of its own what a client usually asks: the launcher archives the classes that this
 * loads, so that later starts need not read and verify them.
 */
final class ClientRehearsal {
  private ClientRehearsal() {}

  private static final class OneModel extends ModelServiceGrpc.ModelServiceImplBase {
    @Override
    public void listModels(ListModelsRequest request, StreamObserver<ListModelsResponse> answer) {
      Model model = Model.newBuilder().setName("rehearsed").setVersion(1).setServing(true).build();
      answer.onNext(ListModelsResponse.newBuilder().addModels(model).build());
      answer.onCompleted();
    }
  }

  public static void main(String[] arguments) throws IOException {
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new OneModel())
            .build()
            .start();
    String target = "localhost:" + server.getPort();
    int status = EmkdCommand.run(new String[] {"models", "list", "--target", target});
    if (status == ExitCode.DONE) {
      status =
          EmkdCommand.run(new String[] {"models", "list", "--target", target, "--output", "json"});
    }
    System.exit(status);
  }
}
