/**
 * Where networks are computed when there are several devices.
 *
 * <p>Start here: {@link io.emkd.tensorflow.graph.placement.NetworkDevices}.
 */
@NullMarked
package io.emkd.tensorflow.graph.placement;

import org.jspecify.annotations.NullMarked;
