/**
 * {@code DatasetService}: datasets, and what their files on the way in and out are for.
 *
 * <p>Start here: {@link io.emkd.grpc.dataset.DatasetGrpcService}; {@link
 * io.emkd.grpc.dataset.ExportCall} is one download.
 */
@NullMarked
package io.emkd.grpc.dataset;

import org.jspecify.annotations.NullMarked;
