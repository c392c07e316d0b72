package localcloud.apigateway;

/** The API's definition asks for what the local API Gateway cannot do, or for nonsense. */
public final class UnsupportedDefinitionException extends RuntimeException {
  UnsupportedDefinitionException(String pointer, String problem) {
    super("OpenAPI definition, " + pointer + ": " + problem);
  }
}
