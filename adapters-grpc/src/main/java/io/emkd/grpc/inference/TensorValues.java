package io.emkd.grpc.inference;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.emkd.inference.InferTensorContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** A tensor of an answer: its shape, and its values row after row in either of two forms. */
sealed interface TensorValues {
  /** As many values as the product of these. */
  List<Long> shape();

  /** As the protocol calls the values' type. */
  String datatype();

  /** The values in the field of their type. */
  InferTensorContents contents();

  /** The values in one piece, the lowest byte of each first. */
  ByteString raw();

  /** Of {@code BYTES}. */
  record Texts(List<Long> shape, List<ByteString> values) implements TensorValues {
    @Override
    public String datatype() {
      return "BYTES";
    }

    @Override
    public InferTensorContents contents() {
      return InferTensorContents.newBuilder().addAllBytesContents(values).build();
    }

    @Override
    public ByteString raw() {
      return RawTexts.write(values);
    }
  }

  /** Of {@code FP32}. */
  record Floats(List<Long> shape, float[] values) implements TensorValues {
    @Override
    public String datatype() {
      return "FP32";
    }

    @Override
    public InferTensorContents contents() {
      InferTensorContents.Builder contents = InferTensorContents.newBuilder();
      for (float value : values) {
        contents.addFp32Contents(value);
      }
      return contents.build();
    }

    @Override
    public ByteString raw() {
      ByteBuffer bytes = numbers(values.length);
      bytes.asFloatBuffer().put(values);
      return UnsafeByteOperations.unsafeWrap(bytes);
    }
  }

  /** Of {@code INT32}. */
  record Integers(List<Long> shape, int[] values) implements TensorValues {
    @Override
    public String datatype() {
      return "INT32";
    }

    @Override
    public InferTensorContents contents() {
      InferTensorContents.Builder contents = InferTensorContents.newBuilder();
      for (int value : values) {
        contents.addIntContents(value);
      }
      return contents.build();
    }

    @Override
    public ByteString raw() {
      ByteBuffer bytes = numbers(values.length);
      bytes.asIntBuffer().put(values);
      return UnsafeByteOperations.unsafeWrap(bytes);
    }
  }

  /** Of {@code BOOL}. */
  record Truths(List<Long> shape, boolean[] values) implements TensorValues {
    @Override
    public String datatype() {
      return "BOOL";
    }

    @Override
    public InferTensorContents contents() {
      InferTensorContents.Builder contents = InferTensorContents.newBuilder();
      for (boolean value : values) {
        contents.addBoolContents(value);
      }
      return contents.build();
    }

    @Override
    public ByteString raw() {
      byte[] bytes = new byte[values.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (values[i] ? 1 : 0);
      }
      return UnsafeByteOperations.unsafeWrap(bytes);
    }
  }

  private static ByteBuffer numbers(int count) {
    return ByteBuffer.allocate(Integer.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
  }
}
