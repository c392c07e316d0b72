package com.example.orders.proof;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * An experiment with the whole application.
 *
 * @param hypothesis what is believed of the application under the fault
 * @param orders so many in the steady state, and so many more while the fault is in force
 * @param seconds how long the fault is in force
 * @param inject attributes of the flag {@code chaos}
 * @param expect what the hypothesis comes to in numbers
 * @param parameters of the template, beside those that every game day sets
 */
record GameDayScript(
    String hypothesis,
    int orders,
    int seconds,
    Map<String, String> inject,
    Map<String, Bound> expect,
    @Nullable Map<String, String> parameters) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);

  /** The least and the most that a number may be. */
  record Bound(@JsonProperty @Nullable Integer atLeast, @JsonProperty @Nullable Integer atMost) {
    boolean holds(int number) {
      return (atLeast == null || number >= atLeast) && (atMost == null || number <= atMost);
    }

    @Override
    public String toString() {
      return (atLeast == null ? "" : "at least " + atLeast)
          + (atLeast == null || atMost == null ? "" : " and ")
          + (atMost == null ? "" : "at most " + atMost);
    }
  }

  GameDayScript {
    expect.keySet().forEach(Measure::labelled);
    inject = Map.copyOf(inject);
    expect = Map.copyOf(expect);
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
  }

  /**
   * Reads a file of the folder {@code chaos}.
   *
   * @throws IllegalArgumentException if it says what no game day knows
   */
  static GameDayScript read(Path file) {
    try {
      var yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
      return JSON.convertValue(yaml, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The changes of the settings, as {@code make settings} takes them.
   *
   * @param until the fault's end
   */
  List<String> changes(String until) {
    var changes = new TreeMap<>(inject);
    changes.put("until", until);
    return changes.entrySet().stream()
        .map(change -> "chaos." + change.getKey() + "=" + change.getValue())
        .toList();
  }
}
