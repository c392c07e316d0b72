package com.example.orders.local.cloud;

import com.example.orders.local.lambda.LogSink;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What a local cloud is made of.
 *
 * @param template the SAM template
 * @param artifacts the folder with a built folder for each function, named by its logical ID: what
 *     {@code sam build} leaves in {@code .aws-sam/build}
 * @param parameters values for the template's parameters; the others take their defaults
 * @param apiPort the REST API's port on 127.0.0.1, 0 for a free one
 * @param endpointPort the AWS endpoint's port on 127.0.0.1, 0 for a free one
 * @param logs takes the functions' log lines
 * @param clock what workflows, tokens and the stack's creation time go by
 * @param random makes the workflows' jitter and names; a seeded one makes them repeatable
 * @param permissionsChecked whether each call must be allowed by the policies of its caller's role
 * @param faults in force as soon as the stack is ready
 * @param pace how fast AWS's waits go by
 */
public record LocalCloudSettings(
    Path template,
    Path artifacts,
    String stackName,
    String region,
    Map<String, String> parameters,
    int apiPort,
    int endpointPort,
    LogSink logs,
    Clock clock,
    RandomGenerator random,
    boolean permissionsChecked,
    FaultRules faults,
    Pace pace) {

  /** The account of every local resource. */
  static final String ACCOUNT = "000000000000";

  public LocalCloudSettings {
    parameters = Map.copyOf(parameters);
  }

  /** A stack named {@code local} on free ports, which shows no logs. */
  public static LocalCloudSettings of(Path template, Path artifacts) {
    return new LocalCloudSettings(
        template,
        artifacts,
        "local",
        "us-east-1",
        Map.of(),
        0,
        0,
        ConsoleLog.quiet(),
        Clock.systemUTC(),
        new SplittableRandom(),
        true,
        FaultRules.none(),
        Pace.real());
  }

  public LocalCloudSettings withPorts(int api, int endpoint) {
    return new LocalCloudSettings(
        template,
        artifacts,
        stackName,
        region,
        parameters,
        api,
        endpoint,
        logs,
        clock,
        random,
        permissionsChecked,
        faults,
        pace);
  }

  public LocalCloudSettings withLogs(LogSink sink) {
    return new LocalCloudSettings(
        template,
        artifacts,
        stackName,
        region,
        parameters,
        apiPort,
        endpointPort,
        sink,
        clock,
        random,
        permissionsChecked,
        faults,
        pace);
  }

  public LocalCloudSettings withStack(String name, String inRegion) {
    return new LocalCloudSettings(
        template,
        artifacts,
        name,
        inRegion,
        parameters,
        apiPort,
        endpointPort,
        logs,
        clock,
        random,
        permissionsChecked,
        faults,
        pace);
  }

  public LocalCloudSettings withParameters(Map<String, String> values) {
    return new LocalCloudSettings(
        template,
        artifacts,
        stackName,
        region,
        values,
        apiPort,
        endpointPort,
        logs,
        clock,
        random,
        permissionsChecked,
        faults,
        pace);
  }

  public LocalCloudSettings withClock(Clock other) {
    return new LocalCloudSettings(
        template,
        artifacts,
        stackName,
        region,
        parameters,
        apiPort,
        endpointPort,
        logs,
        other,
        random,
        permissionsChecked,
        faults,
        pace);
  }

  public LocalCloudSettings withRandom(RandomGenerator other) {
    return new LocalCloudSettings(
        template,
        artifacts,
        stackName,
        region,
        parameters,
        apiPort,
        endpointPort,
        logs,
        clock,
        other,
        permissionsChecked,
        faults,
        pace);
  }

  /** Every caller may do everything. */
  public LocalCloudSettings withoutPermissionChecks() {
    return new LocalCloudSettings(
        template,
        artifacts,
        stackName,
        region,
        parameters,
        apiPort,
        endpointPort,
        logs,
        clock,
        random,
        false,
        faults,
        pace);
  }

  public LocalCloudSettings withFaults(FaultRules rules) {
    return new LocalCloudSettings(
        template,
        artifacts,
        stackName,
        region,
        parameters,
        apiPort,
        endpointPort,
        logs,
        clock,
        random,
        permissionsChecked,
        rules,
        pace);
  }

  public LocalCloudSettings withPace(Pace other) {
    return new LocalCloudSettings(
        template,
        artifacts,
        stackName,
        region,
        parameters,
        apiPort,
        endpointPort,
        logs,
        clock,
        random,
        permissionsChecked,
        faults,
        other);
  }
}
