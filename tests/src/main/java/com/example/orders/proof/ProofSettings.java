package com.example.orders.proof;

import com.example.orders.cli.Project;
import com.example.orders.local.cloud.ConsoleLog;
import com.example.orders.local.cloud.FaultRules;
import com.example.orders.local.cloud.Pace;
import com.example.orders.local.lambda.LogSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a run is made of.
 *
 * @param artifacts one built folder a function
 * @param seed of whatever the local cloud draws
 * @param plans what the clients will do
 * @param faults in force while the load runs
 * @param pace of AWS's waits
 * @param clientsAtOnce how many orders clients care for at a time
 * @param patience how long nothing may change after the load before the run is taken as it is
 * @param limit how long the drain may take at most
 * @param say takes lines for a person
 * @param logs takes what the functions and the faults log
 */
record ProofSettings(
    Path template,
    Path artifacts,
    long seed,
    List<Plan> plans,
    FaultRules faults,
    Pace pace,
    int clientsAtOnce,
    Duration patience,
    Duration limit,
    Consumer<String> say,
    LogSink logs) {
  private static final int CLIENTS_AT_ONCE = 32;
  private static final double FAULT_SHARE = 0.05;
  private static final double RETRIES = 0.1;

  /** A lost message comes back in 20 seconds instead of 60: longer than any consumer may run. */
  private static final double VISIBILITY = 1.0 / 3;

  ProofSettings {
    plans = List.copyOf(plans);
  }

  /** The project's own template and functions, random requests, 5 % faults of all kinds. */
  static ProofSettings of(long seed, int orders) {
    var project = Project.find();
    return new ProofSettings(
        project.template(),
        project.artifacts(),
        seed,
        Plans.draw(seed, orders),
        RandomFaults.of(seed, FAULT_SHARE),
        Pace.ofRetries(RETRIES).withVisibility(VISIBILITY),
        CLIENTS_AT_ONCE,
        Duration.ofSeconds(150),
        Duration.ofMinutes(20),
        _ -> {},
        ConsoleLog.quiet());
  }

  /** Other requests under other faults. */
  ProofSettings with(List<Plan> otherPlans, FaultRules otherFaults) {
    return new ProofSettings(
        template,
        artifacts,
        seed,
        otherPlans,
        otherFaults,
        pace,
        clientsAtOnce,
        patience,
        limit,
        say,
        logs);
  }

  /** Another application: its template and its built functions. */
  ProofSettings withApplication(Path otherTemplate, Path otherArtifacts) {
    return new ProofSettings(
        otherTemplate,
        otherArtifacts,
        seed,
        plans,
        faults,
        pace,
        clientsAtOnce,
        patience,
        limit,
        say,
        logs);
  }

  /** Each order after the end of the one before, so that none shares a batch with another. */
  ProofSettings oneByOne() {
    return new ProofSettings(
        template, artifacts, seed, plans, faults, pace, 1, patience, limit, say, logs);
  }

  /** Messages that were lost come back as late as on AWS. */
  ProofSettings withRealVisibility() {
    return new ProofSettings(
        template,
        artifacts,
        seed,
        plans,
        faults,
        pace.withVisibility(1),
        clientsAtOnce,
        patience,
        limit,
        say,
        logs);
  }

  ProofSettings withPatience(Duration other) {
    return new ProofSettings(
        template, artifacts, seed, plans, faults, pace, clientsAtOnce, other, limit, say, logs);
  }

  ProofSettings telling(Consumer<String> person, LogSink log) {
    return new ProofSettings(
        template,
        artifacts,
        seed,
        plans,
        faults,
        pace,
        clientsAtOnce,
        patience,
        limit,
        person,
        log);
  }
}
