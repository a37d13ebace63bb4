package io.emkd.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorRequest;
import com.google.protobuf.compiler.PluginProtos.CodeGeneratorResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The description of the paths is that of the protocol. With {@code -Dwrite.openapi=true} it is
 * written.
 */
class OpenApiTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root"));
  private static final Path WRITTEN =
      ROOT.resolve("bootstrap/http/src/main/resources/io/emkd/http/openapi.yaml");

  @Test
  void theDescriptionOfThePathsIsThatOfTheProtocol() throws Exception {
    String generated = generated();
    if (Boolean.getBoolean("write.openapi")) {
      Files.writeString(WRITTEN, generated);
    }
    assertThat(Files.readString(WRITTEN)).isEqualTo(generated);
  }

  /** By gnostic's generator, which protoc would call the same way. */
  private static String generated() throws Exception {
    List<FileDescriptorProto> files =
        FileDescriptorSet.parseFrom(
                Files.readAllBytes(ROOT.resolve("proto/target/protocol/emkd.binpb")))
            .getFileList();
    List<String> own =
        files.stream()
            .map(FileDescriptorProto::getName)
            .filter(name -> name.startsWith("emkd/"))
            .sorted()
            .toList();
    // Other files of this build have no transcoding, and no Go package that the generator asks for.
    List<FileDescriptorProto> needed =
        files.stream()
            .filter(
                file -> file.getName().startsWith("emkd/") || file.getName().startsWith("google/"))
            .toList();
    String parameter =
        "naming=proto,title=EMKD Server,version=v1,enum_type=string,"
            + own.stream().map(name -> "M" + name + "=emkd.io/v1").collect(Collectors.joining(","));
    Process generator =
        new ProcessBuilder(Manifests.tool("protoc-gen-openapi"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var in = generator.getOutputStream()) {
      CodeGeneratorRequest.newBuilder()
          .addAllFileToGenerate(
              own.stream().filter(name -> name.endsWith("_service.proto")).toList())
          .setParameter(parameter)
          .addAllProtoFile(needed)
          .build()
          .writeTo(in);
    }
    CodeGeneratorResponse response = CodeGeneratorResponse.parseFrom(generator.getInputStream());
    assertThat(response.getError()).isEmpty();
    // The first lines name the tool.
    return response.getFile(0).getContent().replaceFirst("(?s)^#.*?(?=openapi:)", "");
  }
}
