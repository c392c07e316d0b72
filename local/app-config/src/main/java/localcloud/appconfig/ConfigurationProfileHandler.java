package localcloud.appconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::AppConfig::ConfigurationProfile} of what AppConfig itself keeps. */
public final class ConfigurationProfileHandler implements ResourceHandler {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_VALIDATORS = 2;

  private static final ResourceType TYPE =
      ResourceType.of("AWS::AppConfig::ConfigurationProfile")
          .ref(id -> id.hash(7))
          .attribute("ConfigurationProfileId", id -> id.hash(7))
          .required("ApplicationId", "LocationUri", "Name")
          .applied("ApplicationId", "LocationUri", "Name", "Type")
          .applied("Validators.Type", "Validators.Content")
          .withoutEffect("DeletionProtectionCheck", "KmsKeyIdentifier")
          .refused("RetrievalRoleArn", "leave it out: a hosted configuration needs none")
          .build();

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource resource) {
    var properties = resource.properties();
    if (!properties.text("LocationUri", "").equals("hosted")) {
      properties.refuse("LocationUri", "is not AppConfig's own store", "write hosted");
    }
    var type = properties.oneOf("Type", Profile.FREEFORM, Profile.FREEFORM, Profile.FLAGS);
    var name = ApplicationHandler.name(properties, 128);
    var validators = validators(properties, type.equals(Profile.FLAGS));
    var profile = new Profile(resource.ref(), name, type, validators);
    var application = properties.text("ApplicationId", "");
    return AppConfig.creation(
        appConfig -> appConfig.application(application).profiles().add(profile));
  }

  private static List<Profile.Validator> validators(Properties properties, boolean ofFlags) {
    var validators = new ArrayList<Profile.Validator>();
    for (var validator : properties.objects("Validators")) {
      var type = validator.oneOf("Type", "", "JSON_SCHEMA", "LAMBDA");
      var content = validator.text("Content", "");
      if (type.equals("LAMBDA") && !content.matches("arn:aws:lambda:.*:function:.*")) {
        validator.refuse("Content", "is " + content, "write the ARN of a function");
      } else if (type.equals("JSON_SCHEMA") && ofFlags) {
        validator.refuse(
            "Type", "is JSON_SCHEMA in a profile of flags", "write constraints of the attributes");
      } else if (type.equals("JSON_SCHEMA") && !isObject(content)) {
        validator.refuse("Content", "is no JSON object", "write a JSON Schema, version 4");
      }
      validators.add(new Profile.Validator(type, content));
    }
    if (validators.size() > MOST_VALIDATORS) {
      properties.refuse("Validators", "are " + validators.size(), "write at most 2");
    }
    return validators;
  }

  private static boolean isObject(String json) {
    try {
      return JSON.readTree(json).isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }
}
