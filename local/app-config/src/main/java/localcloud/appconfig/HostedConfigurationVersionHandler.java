package localcloud.appconfig;

import static java.nio.charset.StandardCharsets.UTF_8;

import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::AppConfig::HostedConfigurationVersion}: the first one of its profile. */
public final class HostedConfigurationVersionHandler implements ResourceHandler {
  private static final ResourceType TYPE =
      ResourceType.of("AWS::AppConfig::HostedConfigurationVersion")
          .ref(id -> "1")
          .attribute("VersionNumber", id -> "1")
          .required("ApplicationId", "ConfigurationProfileId", "Content", "ContentType")
          .applied("ApplicationId", "ConfigurationProfileId", "Content", "ContentType")
          .applied("Description", "LatestVersionNumber", "VersionLabel")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    var application = properties.text("ApplicationId", "");
    var profile = properties.text("ConfigurationProfileId", "");
    var content = properties.text("Content", "").getBytes(UTF_8);
    var type = properties.text("ContentType", "");
    var description = properties.text("Description", "");
    var label = properties.text("VersionLabel", "");
    var latest = properties.text("LatestVersionNumber", "");
    return AppConfig.creation(
        appConfig -> {
          var of = appConfig.application(application).profile(profile);
          AppConfig.checkFirst(of.add(content, type, description, label, latest).number());
        });
  }
}
