package com.example.orders.template;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import localcloud.cloud.ResourceHandlers;
import localcloud.sam.SamTemplate;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import localcloud.sam.StackSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The local cloud expands a template to what aws-sam-translator, AWS's own transform, makes of it.
 */
class TranslatorDriftTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String PYTHON =
      System.getProperty("SAM_PYTHON", System.getenv().getOrDefault("SAM_PYTHON", ""));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tests/src/test/resources/template/sam-features/template.yaml",
        "tests/src/test/resources/template/sam-policies/template.yaml",
        "tests/src/test/resources/template/sam-rest-apis/template.yaml",
        "tests/src/test/resources/template/sam-http-apis/template.yaml",
        "template.yaml",
        "template.yaml TrafficShift=Canary10Percent5Minutes"
      })
  void expandsAsTheTranslatorDoes(String templateAndParameters) throws Exception {
    assumeTrue(
        !PYTHON.isEmpty(),
        "SAM_PYTHON does not name a Python with aws-sam-translator; `make test` sets it");
    var words = List.of(templateAndParameters.split(" "));
    var template = ROOT.resolve(words.getFirst());
    var given = words.subList(1, words.size());
    var parameters =
        given.stream()
            .map(one -> one.split("="))
            .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    var ours = load(template, parameters);
    var theirs = load(translated(template, given), parameters);

    assertThat(comparable(ours)).isEqualTo(comparable(theirs));
    assertThat(ours.outputs()).isEqualTo(theirs.outputs());
  }

  @Test
  void holdsTheTranslatorsDataOfPolicies() throws Exception {
    assumeTrue(!PYTHON.isEmpty(), "SAM_PYTHON does not name a Python with aws-sam-translator");

    assertThat(dataOfSamTemplate("sam-policy-templates.json"))
        .isEqualTo(dataOfTranslator("policy_templates_data/policy_templates.json"));
    assertThat(dataOfSamTemplate("aws-managed-policies.json"))
        .isEqualTo(dataOfTranslator("internal/data/aws_managed_policies.json").get("aws"));
  }

  private static JsonNode dataOfSamTemplate(String file) throws IOException {
    return JSON.readTree(SamTemplate.class.getResourceAsStream(file));
  }

  private static JsonNode dataOfTranslator(String file) throws IOException {
    var code = "import samtranslator, sys; sys.stdout.write(samtranslator.__path__[0])";
    var process = new ProcessBuilder(PYTHON, "-c", code).start();
    var folder = Path.of(new String(process.getInputStream().readAllBytes(), UTF_8));
    return JSON.readTree(folder.resolve(file).toFile());
  }

  private static Stack load(Path template, Map<String, String> parameters) {
    return SamTemplate.load(
        template,
        StackSettings.local("s", "http://127.0.0.1:1", "http://127.0.0.1:2", parameters),
        ResourceHandlers.ALL);
  }

  private Path translated(Path template, List<String> parameters) throws Exception {
    var output = folder.resolve("translated.json");
    var script = ROOT.resolve("scripts/transform-template.py").toString();
    var command = new ArrayList<>(List.of(PYTHON, script, template.toString(), output.toString()));
    command.addAll(parameters);
    var process = new ProcessBuilder(command);
    process.environment().put("AWS_DEFAULT_REGION", "us-east-1");
    var log = folder.resolve("translator.log").toFile();
    var status = process.redirectErrorStream(true).redirectOutput(log).start().waitFor();
    assertThat(status).as("transform-template.py, see %s", log).isZero();
    return output;
  }

  /** The resources in a form that leaves out what is known to differ. */
  private static Map<String, String> comparable(Stack stack) {
    var resources = new TreeMap<String, String>();
    stack
        .resources()
        .values()
        .forEach(
            resource ->
                resources.put(
                    withoutHash(resource.logicalId()),
                    resource.type() + " " + sorted(comparable(resource))));
    return resources;
  }

  private static JsonNode comparable(StackResource resource) {
    var properties = (ObjectNode) resource.properties().deepCopy();
    switch (resource.type()) {
      case "AWS::Lambda::Function" -> properties.remove("Code"); // a local path, not S3
      case "AWS::ApiGateway::Stage" -> properties.remove("DeploymentId"); // made of the hash
      case "AWS::ApiGateway::Deployment" -> properties.removeAll(); // a text with the hash
      case "AWS::StepFunctions::StateMachine" -> {
        var definition = properties.remove("DefinitionString").asText();
        properties.set("Definition", parse(definition));
      }
      default -> {}
    }
    return properties;
  }

  /** The translator ends these IDs with a hash of the content. */
  private static String withoutHash(String logicalId) {
    return logicalId.replaceFirst("(Version|Deployment)[0-9a-f]{10}$", "$1");
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String sorted(JsonNode node) {
    // The translator wraps a preflight's headers once more for each of Auth and Models.
    if (node.size() == 1 && node.path("schema").size() == 1 && node.path("schema").has("schema")) {
      return sorted(node.get("schema"));
    }
    if (node.isObject()) {
      var properties = new TreeMap<String, String>();
      node.forEachEntry((name, value) -> properties.put(name, sorted(value)));
      return properties.toString();
    }
    return node.isArray()
        ? node.valueStream().map(TranslatorDriftTest::sorted).toList().toString()
        : node.toString();
  }
}
