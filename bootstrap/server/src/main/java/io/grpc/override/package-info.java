/** Where gRPC looks for what it is to use in place of its own. */
@NullMarked
package io.grpc.override;

import org.jspecify.annotations.NullMarked;
