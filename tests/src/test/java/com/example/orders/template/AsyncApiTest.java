package com.example.orders.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.cli.Extensions;
import com.example.orders.cli.Project;
import com.example.orders.contract.AsyncApi;
import com.example.orders.contract.AsyncApi.Operation;
import com.example.orders.contract.EventSchemas;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The AsyncAPI documents say what the templates do: no publisher and no listener is missing. */
class AsyncApiTest {
  private static final JsonSchema ASYNC_API = asyncApi();
  private static final AsyncApi CORE = AsyncApi.read(AsyncApi.ofCore());
  private static final BusUse CORES_USE =
      new BusUse(TransformedTemplate.ours(), TransformedTemplate.stackName() + "-OrderEvents");

  static List<String> extensionsOnTheBus() {
    return Extensions.of(Project.find()).names().stream()
        .filter(
            name -> {
              var use = use(name);
              return !use.publishers().isEmpty() || !use.listeners().isEmpty();
            })
        .toList();
  }

  static Stream<Path> documents() {
    return EventSchemas.documents();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void isADocumentOfAsyncApi3(Path file) {
    assertThat(ASYNC_API.validate(AsyncApi.read(file).document())).isEmpty();
  }

  /** Else a schema that refuses nothing would do. */
  @Test
  void whatIsNoSuchDocumentIsFound() {
    var without = CORE.document().deepCopy();
    ((ObjectNode) without.at("/operations/endOrder")).remove("action");
    assertThat(ASYNC_API.validate(without)).isNotEmpty();
  }

  @Test
  void everyPublisherOfTheCoreIsThere() {
    assertThat(messages(CORE.senders())).isEqualTo(CORES_USE.publishers());
  }

  @Test
  void everyListenerOfTheCoreIsThere() {
    assertThat(CORE.receivers()).containsExactlyInAnyOrderElementsOf(CORES_USE.listeners());
  }

  @ParameterizedTest
  @MethodSource("extensionsOnTheBus")
  void anExtensionOnTheBusSaysWhatItDoesThere(String name) {
    assertThat(AsyncApi.of(name)).as("docs/events.md says how to write it").exists();
    var document = AsyncApi.read(AsyncApi.of(name));
    var use = use(name);

    assertThat(messages(document.senders())).isEqualTo(use.publishers());
    assertThat(document.receivers()).containsExactlyInAnyOrderElementsOf(use.listeners());
  }

  @Test
  void anExtensionWithoutUseOfTheBusHasNoDocument() {
    var onTheBus = extensionsOnTheBus().stream().map(AsyncApi::of);
    assertThat(documents().filter(file -> !file.equals(AsyncApi.ofCore())))
        .containsExactlyInAnyOrderElementsOf(onTheBus.toList());
  }

  /** A type that no document has, or one that only a document has, would be half a contract. */
  @Test
  void theMessagesAreTheSchemas() {
    var named =
        documents()
            .flatMap(file -> AsyncApi.read(file).schemas().stream())
            .collect(Collectors.toSet());
    assertThat(named).containsExactlyInAnyOrderElementsOf(EventSchemas.all());
  }

  /** Of a function only its tests know what it publishes; of the workflow the template does. */
  @Test
  void theWorkflowPublishesItsMessages() {
    var definition = TransformedTemplate.ours().get("OrderWorkflow").at("/Definition");
    var types = new TreeSet<String>();
    definition
        .findValues("DetailType")
        .forEach(
            type ->
                Pattern.compile("Order[A-Z]\\w+")
                    .matcher(type.asText())
                    .results()
                    .forEach(found -> types.add(found.group())));
    assertThat(types)
        .isEqualTo(
            CORE.senders().stream()
                .filter(sender -> sender.resource().equals("OrderWorkflow"))
                .flatMap(sender -> sender.messages().stream())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  /** What would be missing in the document is found in the template. */
  @Test
  void anotherListenerOrPublisherIsSeen() {
    var template = TransformedTemplate.ours();
    var rule = template.get("NotifyCustomerFunctionOrderEnded");
    ((ArrayNode) rule.at("/EventPattern/detail-type")).remove(0);
    ((ArrayNode) rule.at("/Targets")).addObject().put("Arn", template.get("FailuresQueue").arn());
    var role = template.get("SweepOrdersFunctionRole");
    ((ObjectNode) role.at("/Policies/0/PolicyDocument/Statement/0"))
        .put("Action", "events:PutEvents")
        .put("Resource", template.get("OrderEvents").arn());
    var use = new BusUse(template, TransformedTemplate.stackName() + "-OrderEvents");

    var fewer = Set.of("OrderRejected", "OrderCancelled");
    assertThat(use.listeners())
        .containsExactlyInAnyOrder(
            new Operation("NotifyCustomerFunction", rule.id(), fewer),
            new Operation("FailuresQueue", rule.id(), fewer));
    assertThat(use.publishers()).containsKey("SweepOrdersFunction");
  }

  private static SortedMap<String, SortedSet<String>> messages(List<Operation> senders) {
    var messages = new TreeMap<String, SortedSet<String>>();
    for (var sender : senders) {
      messages.computeIfAbsent(sender.resource(), id -> new TreeSet<>()).addAll(sender.messages());
    }
    return messages;
  }

  private static BusUse use(String extension) {
    return new BusUse(
        TransformedTemplate.of(ExtensionsTest.load(extension)),
        ExtensionsTest.CORE + "-OrderEvents");
  }

  private static JsonSchema asyncApi() {
    try (var packed = AsyncApiTest.class.getResourceAsStream("/asyncapi/3.0.0.json.gz")) {
      JsonNode schema = new ObjectMapper().readTree(new GZIPInputStream(packed));
      return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
