package io.emkd.cli;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** An evaluation in JUnit's XML, which CI servers show as tests: a requirement is a test. */
final class JUnitFile {
  private static final String SUITE = "emkd evaluate";

  /** What XML cannot say, not even escaped. */
  private static final String NOT_XML =
      "[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]";

  private JUnitFile() {}

  private interface Content {
    void write(XMLStreamWriter xml) throws XMLStreamException;
  }

  /**
   * @param model as the user named it
   */
  static void write(Path file, String model, List<GateCheck> checks, Duration duration) {
    long failures = checks.stream().filter(check -> !check.passed()).count();
    write(
        file,
        xml -> {
          suite(xml, checks.size(), failures, 0, seconds(duration));
          for (GateCheck check : checks) {
            testCase(xml, model, check.requirement());
            if (!check.passed()) {
              problem(xml, "failure", "requirement", check.failure());
            }
            xml.writeEndElement();
          }
        });
  }

  /** Of an evaluation that could not be done: a file of an earlier one would tell of that. */
  static void writeError(Path file, String model, String message) {
    write(
        file,
        xml -> {
          suite(xml, 1, 0, 1, seconds(Duration.ZERO));
          testCase(xml, model, "evaluation");
          problem(xml, "error", "evaluation", message);
          xml.writeEndElement();
        });
  }

  private static void suite(
      XMLStreamWriter xml, long tests, long failures, long errors, String seconds)
      throws XMLStreamException {
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", SUITE);
    xml.writeAttribute("tests", String.valueOf(tests));
    xml.writeAttribute("failures", String.valueOf(failures));
    xml.writeAttribute("errors", String.valueOf(errors));
    xml.writeAttribute("skipped", "0");
    xml.writeAttribute("time", seconds);
  }

  private static void testCase(XMLStreamWriter xml, String model, String name)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", plain(model));
    xml.writeAttribute("name", plain(name));
    // All requirements are judged by one evaluation, whose time the suite has.
    xml.writeAttribute("time", "0.000");
  }

  private static void problem(XMLStreamWriter xml, String kind, String type, String message)
      throws XMLStreamException {
    xml.writeStartElement(kind);
    xml.writeAttribute("type", type);
    xml.writeAttribute("message", plain(message.lines().findFirst().orElse("")));
    xml.writeCharacters(plain(message));
    xml.writeEndElement();
  }

  /** The file is there whole or as it was. */
  private static void write(Path file, Content content) {
    String text = text(content);
    Path target = file.toAbsolutePath();
    Path unfinished = target.resolveSibling("." + target.getFileName() + ".unfinished");
    try {
      try {
        Files.writeString(unfinished, text);
        Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    } catch (IOException failed) {
      throw new CliException(
          ExitCode.USAGE,
          "--junit " + file + " cannot be written: " + LocalFile.problem(failed),
          failed);
    }
  }

  private static String text(Content content) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      content.write(xml);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException impossible) {
      throw new IllegalStateException(impossible);
    }
    return text.append('\n').toString();
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1e3);
  }

  private static String plain(String text) {
    return text.replaceAll(NOT_XML, "?");
  }
}
