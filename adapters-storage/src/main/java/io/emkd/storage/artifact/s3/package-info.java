/**
 * Artifacts in an S3-compatible object store, with a cache on the local disk.
 *
 * <p>Start here: {@link io.emkd.storage.artifact.s3.S3Artifacts}, what is kept by which key; {@link
 * io.emkd.storage.artifact.s3.S3Bucket} asks the store and tells what its answers mean, {@link
 * io.emkd.storage.artifact.s3.S3Retry} says who tries again what.
 */
@NullMarked
package io.emkd.storage.artifact.s3;

import org.jspecify.annotations.NullMarked;
