package localcloud.appconfig;

import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::AppConfig::Application}. */
public final class ApplicationHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::AppConfig::Application")
          .ref(id -> id.hash(7))
          .attribute("ApplicationId", id -> id.hash(7))
          .required("Name")
          .applied("Name", "Description")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var name = name(properties, 64);
    var application = new Application(resource.ref(), name, properties.text("Description", ""));
    return AppConfig.creation(appConfig -> appConfig.add(application));
  }

  /** A name of 1 to so many characters. */
  static String name(Properties properties, int most) {
    var name = properties.text("Name", "");
    if (name.isEmpty() || name.length() > most) {
      properties.refuse(
          "Name", "has " + name.length() + " characters", "write 1 to " + most + " of them");
    }
    return name;
  }
}
