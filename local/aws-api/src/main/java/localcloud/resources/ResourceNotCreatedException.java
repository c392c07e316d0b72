package localcloud.resources;

/** A service does not create a resource; the message is in the service's words. */
public final class ResourceNotCreatedException extends RuntimeException {
  public ResourceNotCreatedException(String message) {
    super(message);
  }
}
