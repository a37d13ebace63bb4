package io.emkd.tensorflow.memory;

import io.emkd.domain.configuration.TrainingConfiguration;
import io.emkd.domain.error.UnmetPreconditionException;
import io.emkd.tensorflow.memory.TrainingMemory.Part;
import java.util.Optional;
import java.util.stream.Collectors;

/** Compares what trainings take with the memory that there is. Thread-safe. */
public final class TrainingRoom {
  /** The share of the server's heap that the batches of a training may take. */
  private static final double HEAP_SHARE = 0.5;

  /** Bytes of the server's heap a position of a batch: drawn, drawn ahead, and as it is sent. */
  private static final double HEAP_BYTES = 32;

  private final MachineMemory machine;
  private final Optional<GpuMemory> gpu;

  /**
   * @param device {@code cpu} or {@code gpu}
   */
  public TrainingRoom(String device) {
    this(
        new MachineMemory(),
        device.equals("cpu") ? Optional.empty() : Optional.of(new GpuMemory()));
  }

  TrainingRoom(MachineMemory machine, Optional<GpuMemory> gpu) {
    this.machine = machine;
    this.gpu = gpu;
  }

  private TrainingMemory estimate(
      TrainingConfiguration configuration, int batch, int items, int attributes) {
    return TrainingMemory.of(configuration, batch, items, attributes, gpu.isEmpty());
  }

  /**
   * @param batch sequences of the largest batch, at most batch_size
   * @param items V
   * @param attributes A
   * @throws UnmetPreconditionException of type TRAINING_DOES_NOT_FIT if it needs more than there is
   *     now; names every part of the estimate, and what bounds it
   */
  public void require(TrainingConfiguration configuration, int batch, int items, int attributes) {
    TrainingMemory needed = estimate(configuration, batch, items, attributes);
    double positions = TrainingMemory.positions(configuration, batch);
    requireWithin(
        (long) (HEAP_BYTES * positions),
        "for batches of batch_size x max_length x (masked_views + 1) items",
        Optional.of(
            new Room(
                (long) (HEAP_SHARE * Runtime.getRuntime().maxMemory()),
                "half of the server's heap (-Xmx)")),
        "lower batch_size, max_length or masked_views");
    if (gpu.isPresent()) {
      long onGpu = needed.total() - needed.of(Part.PROCESS) - needed.of(Part.INPUT);
      requireWithin(onGpu, list(needed), gpu.get().room(), needed.advice());
      requireWithin(
          needed.of(Part.PROCESS)
              + needed.of(Part.INPUT)
              + needed.of(Part.WEIGHTS)
              + needed.of(Part.MOMENTS)
              + needed.of(Part.AVERAGES),
          "without what the GPU holds",
          machine.room(),
          needed.advice());
    } else {
      requireWithin(needed.total(), list(needed), machine.room(), needed.advice());
    }
  }

  private static void requireWithin(long needed, String parts, Optional<Room> room, String advice) {
    if (room.isPresent() && needed > room.get().bytes()) {
      throw new UnmetPreconditionException(
          "TRAINING_DOES_NOT_FIT",
          "memory",
          "the training needs about "
              + Room.size(needed)
              + " of memory ("
              + parts
              + ") where "
              + Room.size(room.get().bytes())
              + " are there: "
              + room.get().description()
              + "; "
              + advice);
    }
  }

  private static String list(TrainingMemory needed) {
    return needed.parts().entrySet().stream()
        .map(part -> part.getKey().label() + " " + Room.size(part.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** The estimate beside what there is, for one who reads that a training took or wanted more. */
  public String describe(TrainingConfiguration configuration, int items, int attributes) {
    int batch = configuration.schedule().batchSize();
    TrainingMemory needed = estimate(configuration, batch, items, attributes);
    return "with batches of "
        + batch
        + " it was estimated to need "
        + Room.size(needed.total())
        + gpu.map(GpuMemory::room)
            .orElseGet(machine::room)
            .map(
                room ->
                    " where "
                        + Room.size(room.bytes())
                        + " were there when it started ("
                        + room.description()
                        + ")")
            .orElse("")
        + "; to take less, "
        + needed.advice();
  }
}
