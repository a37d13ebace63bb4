package io.emkd.tensorflow.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads trees of files as kernels lay them out. */
class MachineMemoryTest {
  private static final long GIB = 1L << 30;
  private static final long NO_LIMIT = 9223372036854771712L;

  @TempDir Path root;

  @BeforeEach
  void machineOf64() throws IOException {
    write("proc/meminfo", "MemTotal: 67108864 kB\nMemFree: 1 kB\nMemAvailable: 33554432 kB\n");
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void version1(String group, long limit, long used, String statistics) throws IOException {
    String folder = "sys/fs/cgroup/memory" + group;
    write(folder + "/memory.limit_in_bytes", limit + "\n");
    write(folder + "/memory.usage_in_bytes", used + "\n");
    write(folder + "/memory.stat", statistics);
  }

  private void version2(String group, String limit, long used, String statistics)
      throws IOException {
    String folder = "sys/fs/cgroup" + group;
    write(folder + "/memory.max", limit + "\n");
    write(folder + "/memory.current", used + "\n");
    write(folder + "/memory.stat", statistics);
  }

  private Room room() {
    return new MachineMemory(root).room().orElseThrow();
  }

  @Test
  void withoutAGroupWhatTheMachineHasAvailableIsThere() {
    assertThat(room().bytes()).isEqualTo(32 * GIB);
    assertThat(room().description()).isEqualTo("of this machine's 64.0 GiB, 32.0 GiB is used");
  }

  @Test
  void theLimitOfAGroupOfVersion1CountsWithoutWhatCanBeDropped() throws IOException {
    write("proc/self/cgroup", "5:cpu,cpuacct:/\n4:memory:/jobs/one\n0::/\n");
    write(
        "proc/self/mountinfo",
        "24 19 0:21 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
            + "25 19 0:22 / /sys/fs/cgroup/memory rw,nosuid shared:9 - cgroup cgroup rw,memory\n");
    version1("", NO_LIMIT, 10 * GIB, "");
    version1("/jobs", NO_LIMIT, 5 * GIB, "");
    version1(
        "/jobs/one",
        8 * GIB,
        5 * GIB,
        "inactive_file 7\ntotal_inactive_file "
            + 2 * GIB
            + "\ntotal_active_file "
            + 2 * GIB
            + "\ntotal_mapped_file "
            + GIB
            + "\n");
    assertThat(room().bytes()).isEqualTo(6 * GIB);
    assertThat(room().description())
        .isEqualTo(
            "the limit of 8.0 GiB of this process's control group, of which 2.0 GiB is used");
  }

  @Test
  void theLeastLimitOfAGroupOfVersion2AndThoseAroundItCounts() throws IOException {
    write("proc/self/cgroup", "0::/user.slice/one.scope\n");
    write(
        "proc/self/mountinfo",
        "30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n");
    version2("/user.slice", String.valueOf(4 * GIB), 3 * GIB, "inactive_file " + GIB + "\n");
    version2("/user.slice/one.scope", "max", GIB, "");
    assertThat(room().bytes()).isEqualTo(2 * GIB);
  }

  @Test
  void inAContainerThatSeesItsOwnGroupAsTheRootThatGroupCounts() throws IOException {
    write("proc/self/cgroup", "4:memory:/docker/abc\n");
    write(
        "proc/self/mountinfo",
        "25 19 0:22 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
    version1("", 3 * GIB, GIB, "");
    assertThat(room().bytes()).isEqualTo(2 * GIB);
  }

  @Test
  void moreThanTheLimitInUseLeavesNothing() throws IOException {
    write("proc/self/cgroup", "0::/\n");
    write("proc/self/mountinfo", "30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    version2("", String.valueOf(GIB), 2 * GIB, "");
    assertThat(room().bytes()).isZero();
  }

  @Test
  void aSystemThatSaysNothingOrNonsenseRefusesNothing() throws IOException {
    Files.delete(root.resolve("proc/meminfo"));
    assertThat(new MachineMemory(root).room()).isEmpty();
    write("proc/meminfo", "MemAvailable: none\n");
    assertThat(new MachineMemory(root).room()).isEmpty();
  }

  @Test
  void theMachineThatThisRunsOnHasRoom() {
    assertThat(new MachineMemory().room().orElseThrow().bytes()).isPositive();
  }

  @Test
  void theGpuSaysWhatIsFreeOrNothing() {
    Room room = new GpuMemory(List.of("echo", "10240, 81920")).room().orElseThrow();
    assertThat(room.bytes()).isEqualTo(10 * GIB);
    assertThat(room.description()).isEqualTo("of the GPU's 80.0 GiB, 70.0 GiB is used");
    assertThat(new GpuMemory(List.of("echo", "No devices were found")).room()).isEmpty();
    assertThat(new GpuMemory(List.of("false")).room()).isEmpty();
    assertThat(new GpuMemory(List.of("/no/such/program")).room()).isEmpty();
  }
}
