package localcloud.resources;

import java.util.Map;

/**
 * All that the local cloud knows of one CloudFormation resource type. A handler has no state: it
 * stands beside its service and is one line in the list of handlers.
 */
public interface ResourceHandler {
  /** Makes the resource in its service, when all resources that it refers to are there. */
  @FunctionalInterface
  interface Creation {
    /** Creates nothing: the resource has no effect, or others read it. */
    Creation NONE = provision -> {};

    void in(Provision provision);
  }

  /** Its properties, and what Ref and Fn::GetAtt answer. */
  ResourceType type();

  /**
   * The types of which a resource of this one is made, each with the property that names the whole
   * by its {@code Ref}. They are read first, and are the {@link Resource#parts parts} of the whole.
   */
  default Map<String, String> parts() {
    return Map.of();
  }

  /**
   * Reads every property that the type applies, whether the resource has it or not, before anything
   * is created. A wrong value is refused by {@link Properties#refuse}.
   *
   * @return what creates the resource; it is not used if any resource has a problem
   */
  Creation read(Resource resource);

  /** A type that is accepted and does nothing here. */
  static ResourceHandler withoutEffect(ResourceType type) {
    return new ResourceHandler() {
      @Override
      public ResourceType type() {
        return type;
      }

      @Override
      public Creation read(Resource resource) {
        return Creation.NONE;
      }
    };
  }
}
