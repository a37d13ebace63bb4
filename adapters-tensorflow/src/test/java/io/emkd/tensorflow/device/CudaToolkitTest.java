package io.emkd.tensorflow.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaToolkitTest {
  @TempDir Path folder;

  private Path toolkit(String name) throws IOException {
    Path toolkit = folder.resolve(name);
    Files.createDirectories(toolkit.resolve("nvvm/libdevice"));
    Files.createFile(toolkit.resolve("nvvm/libdevice/libdevice.10.bc"));
    Path ptxas = Files.createFile(Files.createDirectory(toolkit.resolve("bin")).resolve("ptxas"));
    assertThat(ptxas.toFile().setExecutable(true)).isTrue();
    return toolkit;
  }

  @Test
  void theToolkitIsFoundWhereTheEnvironmentNamesIt() throws IOException {
    Path toolkit = toolkit("cuda");
    Path nowhere = folder.resolve("nowhere");

    assertThat(CudaToolkit.find(Map.of("CUDA_HOME", toolkit.toString()), nowhere))
        .contains(toolkit);
    assertThat(CudaToolkit.find(Map.of("CUDA_PATH", toolkit.toString()), nowhere))
        .contains(toolkit);
    assertThat(CudaToolkit.find(Map.of("PATH", "/bin::" + toolkit.resolve("bin")), nowhere))
        .contains(toolkit);
    assertThat(
            CudaToolkit.find(
                Map.of("XLA_FLAGS", "--a=b --xla_gpu_cuda_data_dir=" + toolkit + " --c"), nowhere))
        .contains(toolkit);
    assertThat(CudaToolkit.find(Map.of(), toolkit)).contains(toolkit);
  }

  @Test
  void aFolderWithoutLibdeviceIsNone() throws IOException {
    Path toolkit = toolkit("cuda");
    Files.delete(toolkit.resolve("nvvm/libdevice/libdevice.10.bc"));

    assertThat(CudaToolkit.find(Map.of("CUDA_HOME", toolkit.toString(), "PATH", ""), toolkit))
        .isEmpty();
  }

  @Test
  void whatTheUserNamesComesFirst() throws IOException {
    Path named = toolkit("named");
    Path usual = toolkit("usual");

    assertThat(CudaToolkit.find(Map.of("CUDA_HOME", named.toString()), usual)).contains(named);
  }
}
