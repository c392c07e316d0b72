package localcloud.waf;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import localcloud.apigateway.ApiRequest;
import localcloud.apigateway.ApiResponse;
import localcloud.resources.ResourceNotCreatedException;

/** The web ACLs of the account, and what each of them stands in front of. */
public final class Firewall {
  private final Clock clock;
  private final Map<String, WebAcl> acls = new ConcurrentHashMap<>();
  private final Map<String, WebAcl> protectedBy = new ConcurrentHashMap<>();

  public Firewall(Clock clock) {
    this.clock = clock;
  }

  void add(String arn, WebAcl acl) {
    acls.put(arn, acl);
  }

  void associate(String resource, String acl) {
    var known = acls.get(acl);
    if (known == null) {
      throw new ResourceNotCreatedException("WAFNonexistentItemException: no web ACL " + acl);
    }
    protectedBy.put(resource, known);
  }

  /**
   * Answers a request that is blocked; empty if it may pass.
   *
   * @param stage the ARN of an API's stage
   */
  public Optional<ApiResponse> answer(String stage, ApiRequest request) {
    var acl = protectedBy.get(stage);
    return acl == null ? Optional.empty() : acl.answer(request, clock.instant());
  }
}
