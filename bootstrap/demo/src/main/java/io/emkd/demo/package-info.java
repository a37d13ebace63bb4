/**
 * {@code emkd demo}: a real server, a generated catalogue, a training and recommendations, end to
 * end.
 *
 * <p>Start here: {@link io.emkd.demo.Demo}.
 */
@NullMarked
package io.emkd.demo;

import org.jspecify.annotations.NullMarked;
