package io.emkd.http;

import io.emkd.v1.DatasetServiceGrpc;
import io.emkd.v1.EvaluationServiceGrpc;
import io.emkd.v1.InteractionServiceGrpc;
import io.emkd.v1.ItemServiceGrpc;
import io.emkd.v1.ModelServiceGrpc;
import io.emkd.v1.RecommendationServiceGrpc;
import io.emkd.v1.TrainingServiceGrpc;
import io.grpc.ServiceDescriptor;
import java.util.List;

/** What of the protocol is served over HTTP. */
final class HttpApi {
  static final List<ServiceDescriptor> SERVICES =
      List.of(
          RecommendationServiceGrpc.getServiceDescriptor(),
          ModelServiceGrpc.getServiceDescriptor(),
          TrainingServiceGrpc.getServiceDescriptor(),
          EvaluationServiceGrpc.getServiceDescriptor(),
          DatasetServiceGrpc.getServiceDescriptor(),
          InteractionServiceGrpc.getServiceDescriptor(),
          ItemServiceGrpc.getServiceDescriptor());

  private HttpApi() {}
}
