package com.example.orders.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.Pace;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * Sends the sample orders through the whole application on this machine and shows what became of
 * each. Exits 0 only if every order ended as its sample file declares and stock and money add up.
 */
public final class Demo {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(500);

  /** Lambda's retries are a minute and two apart: nobody would wait for them. */
  private static final Pace PACE = Pace.ofAsyncRetries(1.0 / 60);

  private Demo() {}

  public static void main(String[] arguments) throws InterruptedException {
    var project = Project.find();
    Console.say("Starting the local cloud (no Docker, no AWS account) ...");
    var started = Instant.now();
    var cloud = start(project, List.of(arguments).contains("--quiet")); // closed when the JVM ends
    Console.say("Ready in %d ms.", Duration.between(started, Instant.now()).toMillis());
    Prewarming.forOrders(cloud);
    var report = play(project, cloud);
    report.print();
    report.write(project.demoReport());
    System.exit(conclude(report) ? 0 : 1);
  }

  private static LocalCloud start(Project project, boolean quiet) {
    var settings = LocalCloudSettings.of(project.template(), project.artifacts());
    return Run.startCloud(settings.withPace(PACE), quiet);
  }

  private static DemoReport play(Project project, LocalCloud cloud) throws InterruptedException {
    var outputs = StackOutputs.of(Run.STACK_NAME, cloud.endpointUrl().toString());
    Console.say(
        "%d products in the catalogue.", Seed.seed(outputs, cloud.endpointUrl().toString()));
    Map<String, String> tokens = new ConcurrentHashMap<>();
    var api =
        new OrdersApi(
            cloud.apiUrl().toString(),
            customer ->
                tokens.computeIfAbsent(
                    customer, name -> OrdersApi.localToken(cloud.apiUrl().toString(), name)));
    try (var books = Books.open(outputs, cloud.endpointUrl().toString())) {
      var samples = SampleOrder.readAll(project.sampleOrders());
      Console.say(
          "Sending %d requests to %s/orders ...", samples.size(), cloud.apiUrl().toString());
      var sent = new ArrayList<OrderJourney>();
      for (var sample : samples) {
        sent.add(send(api, sample));
      }
      var journeys = settle(api, sent);
      var keys =
          journeys.stream().filter(OrderJourney::accepted).map(DemoReport::key).distinct().toList();
      var notices = notices(outputs, cloud.endpointUrl().toString(), keys);
      return new DemoReport(journeys, books.differences(keys), notices);
    }
  }

  /**
   * Waits until each notification is delivered or its failure recorded, or patience is at its end.
   */
  private static Notices notices(StackOutputs outputs, String endpoint, List<Books.OrderKey> orders)
      throws InterruptedException {
    var deadline = Instant.now().plus(PATIENCE);
    try (var dynamoDb = StackOutputs.configure(DynamoDbClient.builder(), endpoint).build()) {
      var notices = Notices.read(dynamoDb, outputs);
      while (!notices.missing(orders).isEmpty() && Instant.now().isBefore(deadline)) {
        Thread.sleep(POLL);
        notices = Notices.read(dynamoDb, outputs);
      }
      return notices;
    }
  }

  private static OrderJourney send(OrdersApi api, SampleOrder sample) throws InterruptedException {
    var sentAt = Instant.now();
    var answer = api.place(sample.customer(), sample.body().toString());
    var customer = sample.customer();
    if (customer == null || !sample.isCancelled()) {
      return new OrderJourney(sample, sentAt, answer, null);
    }
    var isInTime = api.cancelWhenStored(customer, sample.orderId(), PATIENCE);
    if (!isInTime) {
      Console.say("%s: the charge was first; a busy machine may cancel too late.", sample.name());
    }
    return new OrderJourney(isInTime ? sample : sample.charged(), sentAt, answer, null);
  }

  /** Asks for each accepted order until it has settled as declared, or patience is at its end. */
  private static List<OrderJourney> settle(OrdersApi api, List<OrderJourney> sent)
      throws InterruptedException {
    var deadline = Instant.now().plus(PATIENCE);
    var journeys = new ArrayList<>(sent);
    while (Instant.now().isBefore(deadline)) {
      journeys.replaceAll(journey -> asNow(api, journey));
      if (journeys.stream().allMatch(journey -> journey.settled() && conflictSeen(journey))) {
        break;
      }
      Thread.sleep(POLL);
    }
    return journeys;
  }

  private static boolean conflictSeen(OrderJourney journey) {
    var order = journey.order();
    return !journey.sample().kind().equals("conflict") || (order != null && order.has("conflicts"));
  }

  private static OrderJourney asNow(OrdersApi api, OrderJourney journey) {
    if (!journey.accepted() || (journey.settled() && conflictSeen(journey))) {
      return journey;
    }
    var customer = Objects.requireNonNull(journey.sample().customer());
    return journey.with(api.find(customer, journey.sample().orderId()).orElse(null));
  }

  private static boolean conclude(DemoReport report) {
    Console.say("");
    Console.say(
        "%s",
        report.counts().entrySet().stream()
            .map(count -> count.getKey() + "=" + count.getValue())
            .collect(Collectors.joining(" ")));
    report
        .notNotified()
        .forEach(
            sample ->
                Console.say(
                    "%s: its customer could not be notified; the failures inbox has it.", sample));
    var differences = report.differences();
    differences.forEach(difference -> Console.say("WRONG %s", difference));
    if (differences.isEmpty()) {
      Console.say("Every order ended as declared; stock and money add up.");
    }
    Console.say("Report: target/demo-report.json");
    return differences.isEmpty();
  }
}
