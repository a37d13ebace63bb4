package io.emkd.tensorflow.graph.placement;

import java.util.List;
import org.tensorflow.DeviceSpec;
import org.tensorflow.op.Ops;

/**
 * Which device a network's operations and variables are placed on: the networks are dealt out over
 * the devices in turn. What all networks share, and what no device is named for, TensorFlow places,
 * and copies what crosses from one device to another.
 *
 * @param devices none where TensorFlow places everything
 */
public record NetworkDevices(List<DeviceSpec> devices) {
  /** TensorFlow places everything, on one device where it can. */
  public static final NetworkDevices ANY = new NetworkDevices(List.of());

  /**
   * Returns what adds operations of a network.
   *
   * @param network index from 0
   */
  public Ops of(Ops tf, int network) {
    return devices.isEmpty() ? tf : tf.withDevice(devices.get(network % devices.size()));
  }
}
