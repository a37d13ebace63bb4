package io.emkd.domain.serving;

import io.emkd.domain.ensemble.HiddenStates;
import io.emkd.domain.ensemble.SequenceEncoder;
import java.util.List;

/**
 * Gives each network's hidden state at the mask token, [N][d] of a sequence.
 *
 * @param hiddenValues N T d, the states of a sequence
 */
record EncodingRun(SequenceEncoder encoder, long hiddenValues)
    implements GraphRun<EncodingRequest, float[][]> {
  @Override
  public float[][][] answers(List<EncodingRequest> requests) {
    float[][][] last = new float[requests.size()][][];
    BoundedRuns.each(
        requests,
        hiddenValues,
        EncodingRequest::input,
        (inputs, first) -> {
          HiddenStates states = encoder.hiddenStates(inputs);
          for (int b = 0; b < inputs.length; b++) {
            last[first + b] = states.last(b);
          }
        });
    return last;
  }
}
