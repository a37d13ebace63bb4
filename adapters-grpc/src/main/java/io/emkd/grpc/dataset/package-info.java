/**
 * {@code DatasetService}: datasets, and their files on the way in and out, which wait in a spool
 * and are ended when a client stands still.
 *
 * <p>Start here: {@link io.emkd.grpc.dataset.DatasetGrpcService}; {@link
 * io.emkd.grpc.dataset.ImportCall} is one upload, {@link io.emkd.grpc.dataset.ExportCall} one
 * download.
 */
@NullMarked
package io.emkd.grpc.dataset;

import org.jspecify.annotations.NullMarked;
