/**
 * Files on their way to and from a client: they wait in a spool, take no more room than they may,
 * and are ended when a client stands still.
 *
 * <p>Start here: {@link io.emkd.grpc.transfer.UploadCall}, one upload.
 */
@NullMarked
package io.emkd.grpc.transfer;

import org.jspecify.annotations.NullMarked;
