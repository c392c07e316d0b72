package localcloud.waf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import localcloud.apigateway.ApiRequest;
import localcloud.apigateway.ApiResponse;
import localcloud.resources.Properties;
import localcloud.resources.ResourceNotCreatedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirewallTest {
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  private static final ApiResponse BUSY = new ApiResponse(429, Map.of(), new byte[0]);

  private final WebAcl acl =
      new WebAcl(
          List.of(
              new RateRule(
                  0,
                  2,
                  Duration.ofSeconds(60),
                  request -> request.header("Authorization"),
                  request -> request.method().equals("POST"),
                  BUSY)),
          Optional.empty());

  @Test
  void refusesOneRequestTooManyOfAKeyAndNobodyElses() {
    assertThat(at(0, "POST", "a")).isEmpty();
    assertThat(at(1, "POST", "a")).isEmpty();
    assertThat(at(2, "POST", "a")).hasValue(BUSY);
    assertThat(at(2, "POST", "b")).isEmpty();
    assertThat(at(2, "GET", "a")).isEmpty();
  }

  @Test
  void aWindowSlidesAndCountsWhatWasRefused() {
    for (var second : List.of(0, 1, 30)) {
      at(second, "POST", "a");
    }
    assertThat(at(61, "POST", "a")).as("of the last minute: 30").isEmpty();
    assertThat(at(62, "POST", "a")).as("of the last minute: 30 and 61").hasValue(BUSY);
    assertThat(at(200, "POST", "a")).isEmpty();
  }

  @Test
  void aRequestWithoutTheKeyIsNotCounted() {
    for (var request = 0; request < 9; request++) {
      assertThat(acl.answer(request("POST", Map.of()), NOON)).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "COMPRESS_WHITE_SPACE, LOWERCASE, Bearer t, true",
    "COMPRESS_WHITE_SPACE, LOWERCASE, bEARER  t, true",
    "COMPRESS_WHITE_SPACE, LOWERCASE, BEARER \t \u00a0 t, true",
    "COMPRESS_WHITE_SPACE, LOWERCASE, Bearer u, false",
    "COMPRESS_WHITE_SPACE, LOWERCASE, Bearert, false",
    "COMPRESS_WHITE_SPACE, NONE, Bearer  t, true",
    "COMPRESS_WHITE_SPACE, NONE, bearer t, false",
    "NONE, LOWERCASE, bearer t, true",
    "NONE, LOWERCASE, Bearer  t, false",
    "NONE, NONE, Bearer t, true",
    "NONE, NONE, bearer t, false"
  })
  void countsWhatIsOneKeyAfterTheTransformations(
      String first, String second, String variant, boolean isTheSame) throws Exception {
    var limited = acl(first, second);
    for (var request = 0; request < 10; request++) {
      assertThat(limited.answer(authorized("Bearer t"), NOON)).isEmpty();
    }
    assertThat(limited.answer(authorized(variant), NOON).isPresent()).isEqualTo(isTheSame);
  }

  @Test
  void refusesATransformationThatItDoesNotKnowAndAPriorityThatIsThereTwice() throws Exception {
    var key = "Rules.0.Statement.RateBasedStatement.CustomKeys.0.Header.TextTransformations.";
    assertThat(problems(limits("MD5", "NONE"))).containsExactly(key + "0.Type");
    assertThat(problems(limits("NONE", "NONE").replace("\"Priority\": 1", "\"Priority\": 0")))
        .containsExactly(key + "1.Priority");
  }

  private static WebAcl acl(String first, String second) throws JsonProcessingException {
    var handler = new WebAclHandler();
    var values = (ObjectNode) new ObjectMapper().readTree(limits(first, second));
    return WebAclHandler.acl(
        Properties.of(
            handler.type(),
            values,
            (property, problem, instead) -> {
              throw new AssertionError(property + " " + problem);
            }));
  }

  private static String limits(String first, String second) {
    return """
        {"Scope": "REGIONAL", "DefaultAction": {"Allow": {}}, "VisibilityConfig": {}, "Rules": [
          {"Priority": 7, "Action": {"Block": {}}, "Statement": {"RateBasedStatement": {
            "Limit": 10, "EvaluationWindowSec": 60, "AggregateKeyType": "CUSTOM_KEYS", "CustomKeys": [
              {"Header": {"Name": "authorization", "TextTransformations": [
                {"Priority": 0, "Type": "%s"}, {"Priority": 1, "Type": "%s"}]}}]}}}]}"""
        .formatted(first, second);
  }

  private static ApiRequest authorized(String value) {
    return request("POST", Map.of("authorization", List.of(value)));
  }

  @Test
  void standsInFrontOfItsStageOnly() {
    var firewall = new Firewall(Clock.fixed(NOON, ZoneOffset.UTC));
    firewall.add("acl", new WebAcl(List.of(), Optional.of(BUSY)));
    firewall.associate("stage", "acl");
    assertThat(firewall.answer("stage", request("GET", Map.of()))).hasValue(BUSY);
    assertThat(firewall.answer("other", request("GET", Map.of()))).isEmpty();
    assertThatThrownBy(() -> firewall.associate("stage", "missing"))
        .isInstanceOf(ResourceNotCreatedException.class)
        .hasMessageContaining("WAFNonexistentItemException");
  }

  @Test
  void refusesWhatItCannotDo() throws JsonProcessingException {
    assertThat(
            problems(
                """
                {"Scope": "CLOUDFRONT", "DefaultAction": {}, "VisibilityConfig": {}, "Rules": [
                  {"Priority": 0, "Action": {"Count": {}}, "Statement": {"RateBasedStatement": {
                    "Limit": 5, "EvaluationWindowSec": 7, "AggregateKeyType": "CONSTANT"}}},
                  {"Priority": 1, "Statement": {"GeoMatchStatement": {"CountryCodes": ["GB"]}}}]}"""))
        .contains(
            "Scope",
            "DefaultAction",
            "Rules.0.Statement.RateBasedStatement.Limit",
            "Rules.0.Statement.RateBasedStatement.EvaluationWindowSec",
            "Rules.0.Statement.RateBasedStatement.AggregateKeyType")
        .anyMatch(property -> property.contains("Count"))
        .anyMatch(property -> property.contains("GeoMatchStatement"));
  }

  private static List<String> problems(String properties) throws JsonProcessingException {
    var handler = new WebAclHandler();
    var values = (ObjectNode) new ObjectMapper().readTree(properties);
    var found = new ArrayList<String>();
    handler.type().check(values, (property, problem, instead) -> found.add(property));
    WebAclHandler.acl(
        Properties.of(handler.type(), values, (property, problem, instead) -> found.add(property)));
    return found;
  }

  private Optional<ApiResponse> at(int second, String method, String token) {
    return acl.answer(
        request(method, Map.of("authorization", List.of(token))), NOON.plusSeconds(second));
  }

  private static ApiRequest request(String method, Map<String, List<String>> headers) {
    return new ApiRequest(method, "/v1/orders", "", headers, "{}".getBytes(UTF_8), "127.0.0.1");
  }
}
