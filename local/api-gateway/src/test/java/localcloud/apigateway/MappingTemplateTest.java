package localcloud.apigateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MappingTemplateTest {
  private final Map<String, Object> context =
      MappingTemplate.context(
          Map.of("stage", "v1", "authorizer", Map.of("claims", Map.of("sub", "acme"))));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "$input.json('$')                         | {\"a\":[1,2.50,\"x\"],\"o\":{\"b\":null}}",
        "$input.json('$.a')                       | [1,2.50,\"x\"]",
        "$input.json('$.a[2]')                    | \"x\"",
        "$input.json('$.missing')                 | \"\"",
        "$input.path('$.a').size()                | 3",
        "$input.path('$.a[2]')                    | x",
        "$input.path('$').o                       | {b=null}",
        "#foreach($i in $input.path('$.a'))$i#if($foreach.hasNext);#end#end | 1;2.50;x",
        "$input.params('id')                      | from path",
        "$input.params('q')                       | from query",
        "$input.params('X-H')                     | from header",
        "[$input.params('x-h')]                   | []",
        "[$input.params('none')]                  | []",
        "$input.params().get('querystring').get('q') | from query",
        "$context.stage $context.authorizer.claims.sub | v1 acme",
        "$context.authorizer.claims['sub']        | acme",
        "$stageVariables.colour                   | green",
        "$util.urlEncode('a b&c=d/é')             | a+b%26c%3Dd%2F%C3%A9",
        "$util.urlDecode('a+b%26')                | a b&",
        "$util.base64Encode('hällo')              | aMOkbGxv",
        "$util.base64Decode('aMOkbGxv')           | hällo",
        "$util.parseJson('{\"k\":[7]}').k.get(0)  | 7",
        "$undefined ${undefined} $!undefined.     | $undefined ${undefined} .",
        "#set($e = \"\")#if($e)yes#end             | yes",
        "#if($undefined)yes#{else}no#end          | no",
        "#set($x.y = 1)$input.params('id').replaceAll('path', 'p') | from p",
      })
  void speaksApiGatewaysDialect(String template, String expected) {
    assertThat(render(template)).isEqualTo(expected);
  }

  @Test
  void escapesAsCommonsLangDoes() {
    var template = "$util.escapeJavaScript($input.path('$.t'))";

    assertThat(render(template, "{\"t\":\"'\\\"\\\\/\\n\\t\u00e9\u2028\"}"))
        .isEqualTo("\\'\\\"\\\\\\/\\n\\t\\u00E9\\u2028");
  }

  @Test
  void makesJsonOfEscapedTextWithTheDocumentedReplacement() {
    var template = "$util.escapeJavaScript($input.path('$.t')).replaceAll(\"\\\\'\", \"'\")";

    assertThat(render(template, "{\"t\":\"it's \\\\' \\\"x\\\"\"}"))
        .isEqualTo("it's \\\\' \\\"x\\\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$context.stage",
        "${context.stage}",
        "#set($x = 1)$x",
        "#evaluate('$context.stage')",
        "## gone",
        "#[[x]]#",
        "$util.urlEncode('x')"
      })
  void neverEvaluatesTextOfAClient(String text) {
    var body = "{\"t\":" + StrictJson.write(text) + "}";

    assertThat(render("#set($t = $input.path('$.t'))$t|$!t|${t}|\"$t\"", body))
        .isEqualTo(text + "|" + text + "|" + text + "|\"" + text + "\"");
    assertThat(render("#set($s = \"<$input.path('$.t')>\")$s", body)).isEqualTo("<" + text + ">");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$input.getClass().forName('java.lang.Runtime')",
        "$input.class.forName('java.lang.Runtime')",
        "$util.getClass().getClassLoader()",
        "$input.class.classLoader.loadClass('java.lang.Runtime')",
        "$input.class.getResource('/')",
        "$input.class.protectionDomain",
        "#parse('/etc/passwd')",
        "#include('/etc/passwd')"
      })
  void givesATemplateNoWayToClassesAndFiles(String template) {
    String result;
    try {
      result = render(template);
    } catch (IllegalStateException refused) {
      return;
    }
    assertThat(result).isEqualTo(template);
  }

  @Test
  void carriesARequestOverrideToTheResponse() {
    render("#set($context.requestOverride.path.kept = $input.path('$.a[2]'))");

    assertThat(render("$context.requestOverride.path.kept", "")).isEqualTo("x");
  }

  @Test
  void takesHeaderNamesWithHyphens() {
    render("#set($context.responseOverride.header.Content-Type = 'text/plain')");

    assertThat(render("$context.responseOverride.header.Content-Type")).isEqualTo("text/plain");
  }

  @Test
  void refusesASecondOverrideOfTheSameParameter() {
    var twice = "#set($context.responseOverride.status = 400)".repeat(2);

    assertThatThrownBy(() -> render(twice)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void endsLoopsAfterAThousandTurns() {
    assertThat(render("#foreach($i in [1..5000])x#end")).hasSize(1000);
  }

  @Test
  void capsTheOutput() {
    var nested =
        "#foreach($i in [1..1000])#foreach($j in [1..1000])" + "x".repeat(100) + "#end#end";

    assertThatThrownBy(() -> render(nested)).isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"a\":1,\"a\":2}", "{} {}", "{\"a\":\"\\ud800\"}", "NaN"})
  void refusesABodyThatIsNotStrictJson(String body) {
    assertThatThrownBy(() -> render("$input.json('$')", body))
        .isInstanceOf(MalformedJsonException.class);
  }

  @Test
  void readsAResponseThatIsNotJsonAsNothing() {
    var input = TemplateInput.ofRequest("", Map.of(), Map.of(), Map.of()).withResponse("<xml/>");

    var text =
        MappingTemplate.parse("$input.json('$.a')$input.body").render(input, context, Map.of());

    assertThat(text).isEqualTo("\"\"<xml/>");
  }

  @Test
  void refusesWhatIsNotVtl() {
    assertThatThrownBy(() -> MappingTemplate.parse("#if($x)"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String render(String template) {
    return render(template, "{\"a\":[1,2.50,\"x\"],\"o\":{\"b\":null}}");
  }

  private String render(String template, String body) {
    var header = new HashMap<>(Map.of("X-H", "from header"));
    var input =
        TemplateInput.ofRequest(
            body, Map.of("id", "from path"), Map.of("q", "from query", "id", "no"), header);
    return MappingTemplate.parse(template).render(input, context, Map.of("colour", "green"));
  }
}
