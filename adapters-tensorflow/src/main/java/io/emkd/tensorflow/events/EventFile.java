package io.emkd.tensorflow.events;

import java.nio.file.Path;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.summary.SummaryWriter;
import org.tensorflow.proto.Event;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** A file of TensorFlow's events in a folder of its run. Not thread-safe. */
final class EventFile implements AutoCloseable {
  private static final int HELD_BACK_EVENTS = 100;
  private static final int HELD_BACK_MILLIS = 2000;

  private final EagerSession session = EagerSession.create();
  private final Ops tf = Ops.create(session);
  private final Operand<? extends TType> writer;

  /** Begins another file beside those that are there. */
  EventFile(Path run) {
    try {
      writer = tf.summary.summaryWriter(SummaryWriter.sharedName(run.toString()));
      var unused =
          tf.summary.createSummaryFileWriter(
              writer,
              tf.constant(run.toString()),
              tf.constant(HELD_BACK_EVENTS),
              tf.constant(HELD_BACK_MILLIS),
              tf.constant(".emkd"));
    } catch (RuntimeException failed) {
      session.close();
      throw failed;
    }
  }

  void add(Event event) {
    try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(event.toByteArray()))) {
      var unused = tf.summary.importEvent(writer, tf.constantOf(bytes));
    }
  }

  /** Writes what is held back. */
  void flush() {
    var unused = tf.summary.flushSummaryWriter(writer);
  }

  @Override
  public void close() {
    try (session) {
      var unused = tf.summary.closeSummaryWriter(writer);
    }
  }
}
