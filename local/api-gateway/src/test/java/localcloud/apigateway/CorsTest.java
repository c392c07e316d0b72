package localcloud.apigateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsTest {
  @ParameterizedTest
  @CsvSource({
    "https://*, https://shop.example, https://shop.example",
    "https://*, http://shop.example,",
    "http://*, http://localhost:5173, http://localhost:5173",
    "https://shop.example, https://shop.example, https://shop.example",
    "https://shop.example, https://evil.example,",
    "*, https://shop.example, *",
  })
  void allowsAnOriginByName(String allowed, String origin, String answered) {
    var cors = new Cors(List.of(allowed), List.of(), List.of(), List.of(), null, false);
    var headers = Map.of("Origin", List.of(origin));
    var request = new ApiRequest("GET", "/", "", headers, new byte[0], "127.0.0.1");

    var answer = cors.applied(request, ApiResponse.text(200, ""));

    assertThat(answer.headers().get("Access-Control-Allow-Origin")).isEqualTo(answered);
  }
}
