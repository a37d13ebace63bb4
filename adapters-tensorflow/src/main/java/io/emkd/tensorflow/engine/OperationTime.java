package io.emkd.tensorflow.engine;

/**
 * Where a training step's time goes.
 *
 * @param operation its kind, e.g. {@code MatMul}
 * @param calls in one step
 * @param seconds busy, summed over threads
 */
public record OperationTime(String operation, int calls, double seconds) {}
