package com.example.orders.testing;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The sample payloads in {@code events/}: the same files for tests, the demo and the SAM CLI. */
public final class EventFiles {
  private EventFiles() {}

  /** Such as {@code text("charge-payment/reserved.json")}. */
  public static String text(String name) {
    try {
      return Files.readString(folder().resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Read as the Lambda runtime reads it: plain Jackson would miss {@code Records}. */
  public static SQSEvent sqsEvent(String name) {
    return event(name, SQSEvent.class);
  }

  /** The same for any type of event. */
  public static <E> E event(String name, Class<E> type) {
    var loader = EventFiles.class.getClassLoader();
    return LambdaEventSerializers.serializerFor(type, loader).fromJson(text(name));
  }

  /** The files of one folder, without their ending, so that a test can ask for each. */
  public static List<String> names(String folder) {
    try (var files = Files.list(folder().resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Maven runs a module's tests in its own folder, an IDE perhaps in the checkout's. */
  private static Path folder() {
    for (var at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("mvnw"))) {
        return at.resolve("events");
      }
    }
    throw new IllegalStateException("No folder above this one holds mvnw");
  }
}
