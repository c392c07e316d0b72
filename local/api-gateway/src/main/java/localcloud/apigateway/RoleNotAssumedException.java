package localcloud.apigateway;

/** API Gateway may not take the role of an integration. */
public final class RoleNotAssumedException extends RuntimeException {
  public RoleNotAssumedException(String role) {
    super("API Gateway does not have permission to assume the provided role " + role);
  }
}
