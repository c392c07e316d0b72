package localcloud.sam;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** The resource types that a template may have. */
final class HandlerList {
  static final String INSTEAD_OF_CONNECTORS =
      "give the source's role the permissions by Policies, or what is called a permission or policy"
          + " of its own";

  private final Map<String, ResourceHandler> byType = new LinkedHashMap<>();

  HandlerList(List<ResourceHandler> handlers) {
    for (var handler : handlers) {
      byType.put(handler.type().name(), handler);
    }
  }

  boolean has(String type) {
    return byType.containsKey(type);
  }

  ResourceHandler of(String type) {
    var handler = byType.get(type);
    if (handler == null) {
      throw new UnsupportedTemplateException(
          "resource type " + type + " is not supported locally",
          type.equals("AWS::Serverless::Connector")
              ? INSTEAD_OF_CONNECTORS
              : "leave the resource out");
    }
    return handler;
  }

  Collection<ResourceHandler> all() {
    return byType.values();
  }

  ResourceType type(String type) {
    return of(type).type();
  }
}
