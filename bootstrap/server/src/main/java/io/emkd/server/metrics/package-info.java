/**
 * What a scrape tells, by Micrometer: serving, store, trainings, the process. The domain tells it
 * through its observers and knows nothing of metrics; {@code docs/metrics.md} lists every metric.
 *
 * <p>Start here: {@link io.emkd.server.metrics.ServingMetrics}, and {@link
 * io.emkd.server.metrics.Buckets}, by which quantiles are computed.
 */
@NullMarked
package io.emkd.server.metrics;

import org.jspecify.annotations.NullMarked;
