package io.emkd.assembly;

import io.emkd.grpc.call.CallLimits;
import io.emkd.grpc.transfer.TransferLimits;

/** How much of the server its clients may take; docs/limits.md lists all limits. */
public record ServerLimits(TransferLimits transfers, CallLimits calls) {}
