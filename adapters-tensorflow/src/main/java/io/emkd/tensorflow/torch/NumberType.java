package io.emkd.tensorflow.torch;

import java.nio.ByteBuffer;
import java.util.Optional;

/** How a storage of PyTorch holds a number. */
enum NumberType {
  FLOAT("torch.FloatStorage", 4) {
    @Override
    float at(ByteBuffer bytes, int index) {
      return bytes.getFloat(index * 4);
    }
  },
  DOUBLE("torch.DoubleStorage", 8) {
    @Override
    float at(ByteBuffer bytes, int index) {
      return (float) bytes.getDouble(index * 8);
    }
  },
  BFLOAT16("torch.BFloat16Storage", 2) {
    @Override
    float at(ByteBuffer bytes, int index) {
      return Float.intBitsToFloat(bytes.getShort(index * 2) << 16);
    }
  };

  /** Of the type that a pickle names. */
  final String storage;

  final int bytes;

  NumberType(String storage, int bytes) {
    this.storage = storage;
    this.bytes = bytes;
  }

  /**
   * @param bytes of the whole storage, little-endian
   */
  abstract float at(ByteBuffer bytes, int index);

  static Optional<NumberType> of(String storage) {
    for (NumberType type : values()) {
      if (type.storage.equals(storage)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
