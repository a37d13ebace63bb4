package io.emkd.tensorflow.process;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.SynchronousQueue;

/**
 * The child's ends of what {@link JavaChild} starts. A thread waits for requests at all times, so
 * that the parent's death ends the child in the middle of whatever it computes.
 *
 * @param <Q> a request
 */
final class ChildSide<Q> {
  /** Linux's range ends at 1000: the first to be killed. */
  private static final String FIRST = "1000";

  private final SynchronousQueue<Q> requests = new SynchronousQueue<>();
  private final ArrayOutput answers;

  /** Reads one request. */
  interface Reader<Q> {
    Q read(ArrayInput input) throws IOException;
  }

  private ChildSide(ArrayOutput answers) {
    this.answers = answers;
  }

  /** Begins to listen; called once, first of all. */
  static <Q> ChildSide<Q> begin(Reader<Q> reader) throws IOException {
    killFirst();
    ChildSide<Q> side = new ChildSide<>(new ArrayOutput(new FileOutputStream("/dev/fd/3")));
    Thread thread = new Thread(() -> side.readAll(reader), "requests");
    thread.setDaemon(true);
    thread.start();
    return side;
  }

  private static void killFirst() {
    Path file = Path.of("/proc/self/oom_score_adj");
    try {
      Files.writeString(file, FIRST);
    } catch (IOException unable) {
      System.err.println(
          file + " cannot be written, so the kernel may kill the server first: " + unable);
    }
  }

  private void readAll(Reader<Q> reader) {
    ArrayInput input = new ArrayInput(System.in);
    try {
      while (true) {
        requests.put(reader.read(input));
      }
    } catch (IOException | InterruptedException parentGone) {
      Runtime.getRuntime().halt(0);
    } catch (RuntimeException | Error unreadable) {
      System.err.println("a request cannot be read: " + unreadable);
      Runtime.getRuntime().halt(1);
    }
  }

  /** The next request; waits for it. */
  Q next() throws InterruptedException {
    return requests.take();
  }

  ArrayOutput answers() {
    return answers;
  }
}
