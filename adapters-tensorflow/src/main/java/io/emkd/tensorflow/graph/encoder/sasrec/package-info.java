/** SASRec: a causal transformer. */
@NullMarked
package io.emkd.tensorflow.graph.encoder.sasrec;

import org.jspecify.annotations.NullMarked;
