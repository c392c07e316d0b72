package com.example.orders.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.Pace;
import localcloud.cloud.PortInUseException;
import localcloud.faults.FaultRules;
import localcloud.faults.InvalidFaultRulesException;
import localcloud.observe.ConsoleLog;
import localcloud.sam.InvalidTemplateException;

/** Runs the local cloud on the standard ports and stays up until it is stopped. */
public final class Run {
  public static final String STACK_NAME = "local";

  private static final int AWS_PORT = 4566;

  /** Without one the charge follows within a fraction of a second. */
  private static final String TIME_TO_CANCEL = "3";

  private Run() {}

  public static void main(String[] arguments) throws InterruptedException {
    var faults = faults(environment("FAULTS"));
    Console.say("Starting the local cloud (state is in memory and gone when it stops) ...");
    var project = Project.find();
    var cloud =
        startCloud(
            LocalCloudSettings.of(project.template(), project.artifacts())
                .withPorts(port("API_PORT", 3000), port("AWS_ENDPOINT_PORT", AWS_PORT))
                .withPace(pace(environment("RETRY_PACE")))
                .withParameters(capacity(environment("CAPACITY")))
                .withConcurrency(concurrency(environment("CONCURRENCY"))),
            List.of(arguments).contains("--quiet"));
    var endpoint = cloud.endpointUrl().toString();
    Seed.seed(StackOutputs.of(STACK_NAME, endpoint), endpoint);
    cloud.faults().replace(faults);
    if (!faults.rules().isEmpty()) {
      Console.say("FAULTS seed=%d rules=%d", faults.seed(), faults.rules().size());
    }
    announce(cloud.apiUrl().toString(), endpoint);
    Prewarming.forOrders(cloud);
    Thread.currentThread().join();
  }

  /** The AWS endpoint of the local cloud that {@code AWS_ENDPOINT_PORT} means, as a URL. */
  public static String localEndpoint(Map<String, String> environment) {
    var port = environment.getOrDefault("AWS_ENDPOINT_PORT", "");
    return "http://127.0.0.1:" + (port.isBlank() ? AWS_PORT : port);
  }

  /** Starts the cloud; it is closed when the JVM ends, however it is stopped. */
  static LocalCloud startCloud(LocalCloudSettings settings, boolean quiet) {
    var parameters = new HashMap<>(Map.of("CancelWindowSeconds", TIME_TO_CANCEL));
    parameters.putAll(settings.main().parameters());
    var given = given();
    parameters.putAll(given.ofCore());
    var whole =
        settings
            .withStack(STACK_NAME, "us-east-1")
            .withParameters(parameters)
            .withLogs(quiet ? ConsoleLog.quiet() : ConsoleLog.standard(STACK_NAME + "-"));
    try {
      for (var extension : extensions().stacksBeside(STACK_NAME, given)) {
        whole = whole.withStackBeside(extension);
      }
      var cloud = LocalCloud.start(whole);
      Interruption.closes(cloud);
      return cloud;
    } catch (PortInUseException e) {
      Console.fail(
          "Port %d is in use. Stop what uses it, or choose others: make run API_PORT=0 AWS_ENDPOINT_PORT=0"
              .formatted(e.port()));
      throw e;
    } catch (InvalidTemplateException e) {
      Console.fail(String.valueOf(e.getMessage()));
      throw e;
    } catch (CommandException e) {
      Console.fail(e);
      throw e;
    }
  }

  private static Parameters given() {
    try {
      return Parameters.parse(environment("PARAMETERS"));
    } catch (CommandException e) {
      Console.fail(e);
      throw e;
    }
  }

  /** Those that {@code EXTENSIONS} chooses; without it all. */
  private static Extensions extensions() {
    var choice = environment("EXTENSIONS");
    return Extensions.of(Project.find())
        .chosen(choice.isBlank() ? "all" : choice, given().ofCore().keySet());
  }

  private static Pace pace(String factor) {
    if (factor.isBlank()) {
      return Pace.real();
    }
    if (!factor.matches("\\d{1,3}(\\.\\d{1,6})?")) {
      Console.fail("RETRY_PACE must be a number such as 0.1, not: " + factor);
    }
    return Pace.ofRetries(Double.parseDouble(factor));
  }

  private static Map<String, String> capacity(String name) {
    if (name.isBlank()) {
      return Map.of();
    }
    if (!name.matches("starter|standard")) {
      Console.fail("CAPACITY must be starter or standard, not: " + name);
    }
    return Map.of("Capacity", name);
  }

  /** The account's, where nothing is said. */
  private static int concurrency(String invocations) {
    if (invocations.isBlank()) {
      return LocalCloudSettings.CONCURRENCY;
    }
    if (!invocations.matches("[1-9]\\d{0,4}")) {
      Console.fail("CONCURRENCY must be a number from 1 to 99999, not: " + invocations);
    }
    return Integer.parseInt(invocations);
  }

  private static String environment(String variable) {
    return System.getenv().getOrDefault(variable, "");
  }

  private static FaultRules faults(String file) {
    if (file.isBlank()) {
      return FaultRules.none();
    }
    try {
      return FaultRules.parse(Files.readString(Path.of(file)));
    } catch (IOException e) {
      Console.fail("FAULTS: cannot read the file " + file);
    } catch (InvalidFaultRulesException e) {
      Console.fail("FAULTS: " + file + ": " + e.getMessage());
    }
    return FaultRules.none();
  }

  private static int port(String variable, int standard) {
    var text = environment(variable);
    if (text.isBlank()) {
      return standard;
    }
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      Console.fail(variable + " must be a port from 0 (any free one) to 65535, not: " + text);
    }
    return Integer.parseInt(text);
  }

  private static void announce(String api, String endpoint) {
    Console.say("READY api=%s aws=%s", api, endpoint);
    var extensions = extensions().names();
    Console.say("EXTENSIONS %s", extensions.isEmpty() ? "none" : String.join(",", extensions));
    Console.say(
        "export AWS_ENDPOINT_URL=%s AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1"
            + " AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local",
        endpoint);
    var sample = "events/orders/01-two-lines.json";
    var port = URI.create(api).getPort();
    Console.say(
        "curl -s -H \"Authorization: Bearer $(make -s token CUSTOMER=acme API_PORT=%d)\" -H"
            + " 'Content-Type: application/json' %s/orders -d \"$(python3 -c"
            + " 'import json; print(json.dumps(json.load(open(\"%s\"))[\"body\"]))')\"",
        port, api, sample);
    Console.say(
        "curl -s -H \"Authorization: Bearer $(make -s token CUSTOMER=acme API_PORT=%d)\""
            + " %s/orders/0199c0de-0000-7000-8000-000000000001",
        port, api);
    Console.say(
        "curl -s -H \"Authorization: Bearer $(make -s token CUSTOMER=acme API_PORT=%d)\" %s/orders",
        port, api);
    Console.say(
        "make -s failures AWS_ENDPOINT_PORT=%s", endpoint.substring(endpoint.lastIndexOf(':') + 1));
  }
}
