package io.emkd.tensorflow.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArrayOutputTest {
  @Test
  void arraysOfAnyLengthArrive() throws IOException {
    for (int length : new int[] {0, 1, 16383, 16384, 16385, 100_001}) {
      int[] ints = new SplittableRandom(length).ints(length).toArray();
      float[] floats = new float[length];
      for (int i = 0; i < length; i++) {
        floats[i] = ints[i] / 3f;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ArrayOutput output = new ArrayOutput(bytes);
      output.writeInts(ints);
      output.writeFloats(floats);
      output.writeText("ä" + length);
      output.flush();
      ArrayInput input = new ArrayInput(new ByteArrayInputStream(bytes.toByteArray()));
      assertThat(input.readInts()).isEqualTo(ints);
      assertThat(input.readFloats()).isEqualTo(floats);
      assertThat(input.readText()).isEqualTo("ä" + length);
    }
  }
}
