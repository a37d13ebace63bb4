package io.emkd.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BenchResultsTest {
  private static String printed(boolean asJson, Map<String, Number> results) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.out;
    Locale locale = Locale.getDefault();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    Locale.setDefault(Locale.GERMANY);
    try {
      BenchResults.print(asJson, results);
    } finally {
      Locale.setDefault(locale);
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void resultsAreOneJsonDocumentWhateverTheLocale() {
    Map<String, Number> results = new LinkedHashMap<>();
    results.put("steps", 40L);
    results.put("seconds_a_step", 0.38251);
    JsonObject json = JsonParser.parseString(printed(true, results)).getAsJsonObject();
    assertThat(json.keySet()).containsExactly("steps", "seconds_a_step");
    assertThat(json.get("steps").getAsLong()).isEqualTo(40);
    assertThat(json.get("seconds_a_step").getAsDouble()).isEqualTo(0.383);
  }

  @Test
  void aTableHasARowAResult() {
    assertThat(printed(false, Map.of("mrr", 0.25)).lines())
        .anyMatch(line -> line.contains("mrr") && line.contains("0.250"));
  }
}
