/**
 * Files of PyTorch, of which tensors are read and nothing is run.
 *
 * <p>Start here: {@link io.emkd.tensorflow.torch.TorchFile}.
 */
@NullMarked
package io.emkd.tensorflow.torch;

import org.jspecify.annotations.NullMarked;
