package io.emkd.tensorflow.graph.network;

import io.emkd.domain.configuration.EncoderKind;
import io.emkd.domain.configuration.EnsembleConfiguration;
import io.emkd.tensorflow.graph.encoder.NetworkEncoder;
import io.emkd.tensorflow.graph.encoder.bert4rec.Bert4RecEncoder;
import io.emkd.tensorflow.graph.encoder.bsarec.BsaRecEncoder;
import io.emkd.tensorflow.graph.encoder.gru4rec.Gru4RecEncoder;
import io.emkd.tensorflow.graph.encoder.postnorm.PostNormBert4RecEncoder;
import io.emkd.tensorflow.graph.encoder.sasrec.SasRecEncoder;
import io.emkd.tensorflow.graph.kernel.Kernels;
import io.emkd.tensorflow.graph.variable.Parameters;

/** Which encoder is made for which {@link EncoderKind}: where another one is registered. */
final class NetworkEncoders {
  private NetworkEncoders() {}

  /**
   * Declares an encoder's parameters.
   *
   * @param network the prefix of their names
   * @param itemCount V
   */
  static NetworkEncoder of(
      EncoderKind kind,
      Parameters parameters,
      String network,
      EnsembleConfiguration shape,
      int itemCount,
      Kernels kernels) {
    return switch (kind) {
      case BERT4REC ->
          shape.variant().postNorm()
              ? new PostNormBert4RecEncoder(parameters, network, shape, itemCount)
              : new Bert4RecEncoder(parameters, network, shape, itemCount, kernels);
      case SASREC -> new SasRecEncoder(parameters, network, shape, itemCount);
      case BSAREC -> new BsaRecEncoder(parameters, network, shape, itemCount);
      case GRU4REC -> new Gru4RecEncoder(parameters, network, shape, itemCount);
    };
  }
}
