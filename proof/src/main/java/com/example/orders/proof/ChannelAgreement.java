package com.example.orders.proof;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Parameters;
import com.example.orders.cli.Project;
import com.example.orders.cli.Run;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import localcloud.cloud.LocalCloud;

/**
 * Orders under random faults, with one extension beside the core that says of each order how it
 * ended. What the extension's channel and the status resource say in the end is compared with the
 * orders' rows: channels that all agree with the rows agree with each other. The environment
 * variables {@code ORDERS} and {@code SEED} choose other orders.
 */
public final class ChannelAgreement {
  /** How long a channel may take to say all, once every order has ended. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final String extension;
  private final String parameters;
  private final Set<String> spokenOf;
  private final boolean speaksOfTests;
  private final Opening opening;

  private final Map<String, Channel> channels = new HashMap<>();
  private List<Row> rows = List.of();
  private List<String> disagreements = List.of("nothing was compared");

  /**
   * @param parameters of templates, as {@code make run} takes them
   * @param spokenOf the statuses of which the channel speaks, once; of others it must say nothing
   */
  public ChannelAgreement(
      String extension, String parameters, Set<String> spokenOf, Opening opening) {
    this(extension, parameters, spokenOf, true, opening);
  }

  private ChannelAgreement(
      String extension,
      String parameters,
      Set<String> spokenOf,
      boolean speaksOfTests,
      Opening opening) {
    this.extension = extension;
    this.parameters = parameters;
    this.spokenOf = Set.copyOf(spokenOf);
    this.speaksOfTests = speaksOfTests;
    this.opening = opening;
  }

  /** The same for a channel that must say nothing of test orders. */
  public ChannelAgreement exceptTests() {
    return new ChannelAgreement(extension, parameters, spokenOf, false, opening);
  }

  /** Begins to listen for one customer, before anything goes wrong. */
  @FunctionalInterface
  public interface Opening {
    /**
     * @param orders the IDs under which the customer will order, of which some are refused
     */
    Channel open(LocalCloud cloud, String customer, Set<String> orders) throws Exception;
  }

  /**
   * One customer's side of the extension.
   *
   * @param finalWords what it says of each order by now, without what it took back
   * @param end stops to listen
   */
  public record Channel(Callable<List<Word>> finalWords, Runnable end) {}

  /**
   * What is said of an order.
   *
   * @param facts {@code status}, {@code version}, {@code total} in minor units: those that it says,
   *     an empty text if it says that there is none
   */
  public record Word(String orderId, Map<String, String> facts) {
    public Word {
      facts = Map.copyOf(facts);
    }

    /** All facts, of an order with its version or with its changes of status. */
    public static Word of(JsonNode order) {
      var version = order.path("version").asText(String.valueOf(order.path("history").size()));
      return new Word(
          order.path("orderId").asText(),
          Map.of(
              "status", order.path("status").asText(),
              "version", version,
              "total", order.path("total").asText()));
    }

    /** From a channel that never says so much. */
    public Word withoutTotal() {
      var others = new HashMap<>(facts);
      others.remove("total");
      return new Word(orderId, others);
    }
  }

  /**
   * What came of it.
   *
   * @param statuses how many orders have ended in each way
   * @param faults how many struck
   * @param violations what the proof's own checker found
   * @param disagreements what a channel says otherwise than the row, says twice, or does not say
   */
  public record Result(
      Map<String, Long> statuses, int faults, List<String> violations, List<String> disagreements) {
    public Result {
      statuses = Map.copyOf(statuses);
      violations = List.copyOf(violations);
      disagreements = List.copyOf(disagreements);
    }

    /** Why it proves no agreement; empty if it does. */
    public List<String> failures() {
      var failures = new ArrayList<>(violations);
      failures.addAll(disagreements);
      if (!statuses.keySet().containsAll(Set.of("CONFIRMED", "REJECTED"))) { // a cancel may be late
        failures.add("too few ends were met: " + statuses);
      }
      if (faults == 0) {
        failures.add("no fault struck");
      }
      return failures;
    }
  }

  /** Starts a cloud, and stops it. */
  public Result run() throws InterruptedException {
    var seed = Long.parseLong(variable("SEED", "42"));
    var settings = ProofSettings.of(seed, Integer.parseInt(variable("ORDERS", "40")));
    var plans = settings.plans();
    var stacks =
        Extensions.of(Project.find())
            .chosen(extension)
            .stacksBeside(Run.STACK_NAME, Parameters.parse(parameters));
    var beside =
        new ProofSettings.Beside(
            stacks, cloud -> open(cloud, plans), _ -> {}, _ -> {}, this::compare);
    try {
      var result = new ProofRun(settings.with(beside)).run();
      var compared =
          new Result(
              rows.stream().collect(Collectors.groupingBy(Row::status, Collectors.counting())),
              result.injected().values().stream().mapToInt(count -> count).sum(),
              result.verdict().violations().stream().map(Violation::toString).toList(),
              disagreements);
      System.out.printf("AGREEMENT %s seed=%d %s%n", extension, seed, compared);
      return compared;
    } finally {
      channels.values().forEach(channel -> channel.end().run());
    }
  }

  private void open(LocalCloud cloud, List<Plan> plans) {
    for (var customer : Plans.CUSTOMERS) {
      var orders =
          plans.stream()
              .filter(plan -> customer.equals(plan.customer()))
              .map(Plan::orderId)
              .collect(Collectors.toSet());
      try {
        channels.put(customer, opening.open(cloud, customer, orders));
      } catch (Exception e) {
        throw new IllegalStateException(extension + " does not listen for " + customer, e);
      }
    }
  }

  /** Looks until all agree, or the patience is over. */
  private void compare(LocalCloud cloud) {
    var catalogue = Catalogue.forOrders(0); // only the rows are read
    rows = new Records(new Stack(cloud), catalogue).rows();
    var end = System.nanoTime() + PATIENCE.toNanos();
    try (var api = new ProofApi(cloud.apiUrl().toString())) {
      disagreements = disagreements(api);
      while (!disagreements.isEmpty() && System.nanoTime() < end) {
        Thread.sleep(PAUSE);
        disagreements = disagreements(api);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> disagreements(ProofApi api) throws InterruptedException {
    var found = new ArrayList<String>();
    var rowsOf = rows.stream().collect(Collectors.groupingBy(row -> row.ref().customer()));
    for (var open : channels.entrySet()) {
      var customer = open.getKey();
      var own =
          rowsOf.getOrDefault(api.subject(customer), List.of()).stream()
              .collect(Collectors.toMap(row -> row.ref().orderId(), Function.identity()));
      for (var row : own.values()) {
        polling(api, customer, row, found);
      }
      channel(open.getValue(), own, found);
    }
    return found;
  }

  private static void polling(ProofApi api, String customer, Row row, List<String> found)
      throws InterruptedException {
    var seen = api.look(customer, row.ref().orderId());
    if (!row.isTerminal()
        || seen.filter(
                look -> look.status().equals(row.status()) && look.version() == row.version())
            .isEmpty()) {
      found.add("polling says %s, the row is %s".formatted(seen, row));
    }
  }

  private void channel(Channel channel, Map<String, Row> own, List<String> found) {
    var words = words(channel).stream().collect(Collectors.groupingBy(Word::orderId));
    for (var row : own.values()) {
      var said = words.getOrDefault(row.ref().orderId(), List.of());
      var isSpokenOf = spokenOf.contains(row.status()) && (speaksOfTests || !row.test());
      var expected = isSpokenOf ? 1 : 0;
      if (said.size() != expected || !said.stream().allMatch(word -> agrees(word, row))) {
        found.add("%s says %s, the row is %s".formatted(extension, said, row));
      }
    }
    words.forEach(
        (orderId, said) -> {
          if (!own.containsKey(orderId)) {
            found.add("%s says %s, there is no row".formatted(extension, said));
          }
        });
  }

  private static boolean agrees(Word word, Row row) {
    var total = row.total();
    var facts =
        Map.of(
            "status", row.status(),
            "version", String.valueOf(row.version()),
            "total", total == null ? "" : total.toString());
    return facts.entrySet().containsAll(word.facts().entrySet());
  }

  private List<Word> words(Channel channel) {
    try {
      return channel.finalWords().call();
    } catch (Exception e) {
      throw new IllegalStateException(extension + " does not say what it has said", e);
    }
  }

  private static String variable(String name, String otherwise) {
    var value = System.getenv().getOrDefault(name, "");
    return value.isBlank() ? otherwise : value;
  }
}
