package localcloud.lambda;

import java.nio.file.Files;
import java.nio.file.Path;
import localcloud.resources.Identity;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::Lambda::LayerVersion}: a folder, built like a function or as the template has it. */
public final class LayerHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::Lambda::LayerVersion")
          .named("LayerName")
          .ref(LayerHandler::arn)
          .attribute("LayerVersionArn", LayerHandler::arn)
          .required("Content")
          .applied("Content")
          .withoutEffect("CompatibleRuntimes", "CompatibleArchitectures", "LicenseInfo")
          .build();

  private static String arn(Identity id) {
    return id.arn("lambda", "layer:" + id.name() + ":1");
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource layer) {
    var content = layer.properties().json("Content");
    var built = Path.of(content.path("Artifacts").asText()).resolve(layer.logicalId());
    var given = Path.of(content.path("LocalPath").asText("?"));
    var isToRun = content.has("Artifacts"); // else the template is only checked
    if (isToRun && !Files.isDirectory(built) && !Files.isDirectory(given)) {
      layer
          .properties()
          .refuse(
              "Content", "has no folder: neither %s nor %s".formatted(built, given), "build it");
    }
    var folder = Files.isDirectory(built) ? built : given;
    return provision -> provision.get(Lambda.class).addLayer(layer.ref(), folder);
  }
}
