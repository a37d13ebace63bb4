/**
 * An approximate index of items, for catalogues too large to be ranked whole at each request.
 *
 * <p>Start here: {@link io.emkd.tensorflow.index.ItemIndex}; {@link
 * io.emkd.tensorflow.index.IndexSettings} says which catalogues have one.
 */
@NullMarked
package io.emkd.tensorflow.index;

import org.jspecify.annotations.NullMarked;
