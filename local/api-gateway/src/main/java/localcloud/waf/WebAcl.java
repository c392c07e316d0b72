package localcloud.waf;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import localcloud.apigateway.ApiRequest;
import localcloud.apigateway.ApiResponse;

/**
 * Rules in the order of their priorities; the first that blocks decides.
 *
 * @param otherwise the answer to what no rule blocks; empty lets it pass
 */
record WebAcl(List<RateRule> rules, Optional<ApiResponse> otherwise) {
  WebAcl {
    rules = rules.stream().sorted(Comparator.comparingInt(RateRule::priority)).toList();
  }

  Optional<ApiResponse> answer(ApiRequest request, Instant now) {
    return rules.stream()
        .filter(rule -> rule.isOver(request, now))
        .map(RateRule::blocked)
        .findFirst()
        .or(() -> otherwise);
  }
}
