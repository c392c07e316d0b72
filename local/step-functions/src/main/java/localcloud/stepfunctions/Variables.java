package localcloud.stepfunctions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables of one flow. A branch or iteration reads outer ones and assigns its own. */
final class Variables {
  private final @Nullable Variables outer;
  private final Map<String, JsonNode> own = new LinkedHashMap<>();

  Variables() {
    this(null);
  }

  private Variables(@Nullable Variables outer) {
    this.outer = outer;
  }

  Variables inner() {
    return new Variables(this);
  }

  @Nullable JsonNode get(String name) {
    var value = own.get(name);
    return value != null || outer == null ? value : outer.get(name);
  }

  void assign(Map<String, JsonNode> values) {
    own.putAll(values);
  }

  /** All variables in sight; inner ones hide outer ones. */
  Map<String, JsonNode> visible() {
    var all = outer == null ? new LinkedHashMap<String, JsonNode>() : outer.visible();
    all.putAll(own);
    return all;
  }
}
