package io.emkd.domain.serving;

import io.emkd.domain.ensemble.EncoderInput;
import java.util.OptionalLong;

/**
 * A sequence whose representation is asked for.
 *
 * @param deadlineNanos by {@link System#nanoTime()}: after it nobody wants the answer
 */
public record EncodingRequest(EncoderInput input, OptionalLong deadlineNanos) implements Queued {}
