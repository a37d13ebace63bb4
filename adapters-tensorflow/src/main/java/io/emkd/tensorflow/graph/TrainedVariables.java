package io.emkd.tensorflow.graph;

import io.emkd.tensorflow.graph.variable.Parameters;

/**
 * What a step of training changes, and what it reads of a teacher.
 *
 * @param parameters all that is learnt
 * @param slots declares what the update keeps of each parameter
 * @param averages of the networks' weights, which the update keeps; may be empty
 * @param teacher declares the weights of what the networks learn from
 */
record TrainedVariables(
    Parameters parameters, Parameters slots, Parameters averages, Parameters teacher) {}
