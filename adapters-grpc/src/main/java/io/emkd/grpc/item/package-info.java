/**
 * {@code ItemService}: items are described, taken out of recommendations and put back.
 *
 * <p>Start here: {@link io.emkd.grpc.item.ItemGrpcService}.
 */
@NullMarked
package io.emkd.grpc.item;

import org.jspecify.annotations.NullMarked;
