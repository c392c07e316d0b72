package com.example.orders.cli.story;

import com.example.orders.cli.CommandException;
import com.example.orders.cli.Console;
import com.example.orders.cli.Run;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Prints one order's journey, here or in a deployed stack: {@code make trace ORDER=…}. */
public final class Trace {
  static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final String USAGE =
      "usage: make trace ORDER=ID [CUSTOMER=NAME|SUB] [STACK=NAME] [ARGS=--json | --journals | --html=FILE]";
  private static final String HTML = "--html=";

  private Trace() {}

  public static void main(String[] arguments) {
    var environment = System.getenv();
    var order = environment.getOrDefault("ORDER", "");
    try {
      check(order, List.of(arguments));
      var journals =
          StorySources.of(environment.getOrDefault("STACK", ""), Run.localEndpoint(environment))
              .read(order, environment.getOrDefault("CUSTOMER", ""));
      if (!show(journals, arguments.length == 0 ? "" : arguments[0])) {
        System.exit(1);
      }
    } catch (CommandException e) {
      Console.fail(e);
    }
  }

  private static void check(String order, List<String> arguments) {
    if (!UUID.matcher(order).matches()) {
      throw CommandException.usage("ORDER must be an order's ID, a UUID in lower case: " + order);
    }
    var known =
        arguments.isEmpty()
            || arguments.size() == 1
                && (List.of("--json", "--journals").contains(arguments.getFirst())
                    || arguments.getFirst().startsWith(HTML)
                        && arguments.getFirst().length() > HTML.length());
    if (!known) {
      throw CommandException.usage("Unexpected: " + String.join(" ", arguments) + "\n" + USAGE);
    }
  }

  /** The lines of the story that was read. */
  public static List<String> text(ObjectNode read) {
    return StoryText.of(story(read));
  }

  /** The same for other programs. */
  public static ObjectNode json(ObjectNode read) {
    return StoryJson.of(story(read));
  }

  private static Story story(ObjectNode read) {
    return StoryBuilder.build(Journals.of(read));
  }

  /** Whether anybody knows the order. */
  private static boolean show(ObjectNode read, String format) {
    if (format.equals("--journals")) {
      Console.sayHarmless(List.of(read.toPrettyString()));
    } else if (format.equals("--json")) {
      Console.sayHarmless(List.of(json(read).toPrettyString()));
    } else if (format.startsWith(HTML)) {
      write(StoryHtml.of(story(read)), Path.of(format.substring(HTML.length())));
    } else {
      Console.sayHarmless(text(read));
    }
    return story(read).standing().kind() != Standing.Kind.UNKNOWN;
  }

  private static void write(String page, Path file) {
    try {
      Files.writeString(file, page);
      Console.say("%s", file);
    } catch (IOException e) {
      throw new CommandException("%s cannot be written: %s".formatted(file, e), e);
    }
  }
}
