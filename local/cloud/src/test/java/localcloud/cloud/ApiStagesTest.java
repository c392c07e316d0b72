package localcloud.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import localcloud.sam.Stack;
import localcloud.sam.StackResource;
import org.junit.jupiter.api.Test;

class ApiStagesTest {
  private final ObjectMapper mapper = new ObjectMapper();
  private final LinkedHashMap<String, StackResource> resources = new LinkedHashMap<>();
  private final StackResource api = add("Shop", "RestApi", "");

  @Test
  void anApiIsServedUnderTheNameOfItsOneStage() {
    add("Deployment", "Deployment", "Prod");
    add("Prod", "Stage", "Prod");

    assertThat(ApiResources.stagePath(stack(), api)).isEqualTo("/Prod");
  }

  @Test
  void anApiWithSeveralStagesIsRefusedByName() {
    add("Blue", "Stage", "blue");
    add("Green", "Stage", "green");

    assertThatThrownBy(() -> ApiResources.stagePath(stack(), api))
        .hasMessage(
            "Shop has the stages blue, green: the local cloud serves only one stage of an API");
  }

  private StackResource add(String id, String type, String stage) {
    var properties = mapper.createObjectNode().put("RestApiId", "Shop").put("StageName", stage);
    var resource =
        new StackResource(
            id, "AWS::ApiGateway::" + type, properties, id, Map.of(), mapper.createObjectNode());
    resources.put(id, resource);
    return resource;
  }

  private Stack stack() {
    return Stack.of("s", "us-east-1", "000000000000", resources, Map.of());
  }
}
