package io.emkd.tensorflow.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class JavaChildTest {
  /** Says that it is there, and waits to be ended. */
  static final class Waits {
    private Waits() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      ChildSide<Byte> parent = ChildSide.begin(ArrayInput::readByte);
      parent.answers().writeByte(1);
      parent.answers().flush();
      parent.next();
    }
  }

  private static List<Path> reports() throws IOException {
    try (Stream<Path> here = Files.list(Path.of(""))) {
      return here.filter(file -> file.getFileName().toString().startsWith("hs_err_pid")).toList();
    }
  }

  @Test
  @Timeout(60)
  void aFaultOfNativeCodeIsReportedInTheLogAndLeavesNoFile() throws Exception {
    Queue<String> log = new ConcurrentLinkedQueue<>();
    List<Path> before = reports();
    try (JavaChild child = JavaChild.start(Waits.class, 32L << 20, log::add)) {
      assertThat(child.answers().readByte()).isEqualTo((byte) 1);
      new ProcessBuilder("kill", "-SEGV", Long.toString(child.pid())).start().waitFor();
      assertThat(catchThrowable(child.answers()::readByte)).isInstanceOf(EOFException.class);
      assertThat(child.end()).contains("ended by itself (exit 134)");
    }
    for (int waited = 0; waited < 100 && log.stream().noneMatch(JavaChildTest::fault); waited++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertThat(log).anyMatch(JavaChildTest::fault);
    assertThat(reports()).isEqualTo(before);
  }

  private static boolean fault(String line) {
    return line.contains("SIGSEGV");
  }
}
