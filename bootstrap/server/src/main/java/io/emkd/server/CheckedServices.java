package io.emkd.server;

import io.emkd.grpc.wire.CallGuard;
import io.emkd.grpc.wire.CheckedService;
import io.emkd.grpc.wire.StreamLife;
import io.grpc.BindableService;

/** Puts around every service of this server what all of them have before them. */
record CheckedServices(CallGuard guard, StreamLife life) {
  BindableService of(BindableService service) {
    return CheckedService.of(service, guard, life);
  }
}
