package localcloud.secretsmanager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.util.List;
import localcloud.resources.Identity;
import localcloud.resources.Properties;
import localcloud.resources.Resource;
import localcloud.resources.ResourceHandler;
import localcloud.resources.ResourceType;

/** {@code AWS::SecretsManager::Secret}. */
public final class SecretHandler implements ResourceHandler {
  private static final String NAME = "Name";
  private static final String TEXT = "SecretString";
  private static final String GENERATED = "GenerateSecretString";
  private static final String TEMPLATE = "SecretStringTemplate";
  private static final String KEY = "GenerateStringKey";

  private static final ResourceType TYPE =
      ResourceType.of("AWS::SecretsManager::Secret")
          .named(NAME)
          .ref(SecretHandler::arn)
          .attribute("Id", SecretHandler::arn)
          .applied("Description", TEXT, GENERATED + "." + TEMPLATE, GENERATED + "." + KEY)
          .applied(GENERATED + ".PasswordLength", GENERATED + ".RequireEachIncludedType")
          .applied(GENERATED + ".ExcludeCharacters", GENERATED + ".IncludeSpace")
          .applied(GENERATED + ".ExcludeLowercase", GENERATED + ".ExcludeUppercase")
          .applied(GENERATED + ".ExcludeNumbers", GENERATED + ".ExcludePunctuation")
          .withoutEffect("KmsKeyId")
          .refused("ReplicaRegions", "there is one region here: leave it out")
          .build();

  /** With AWS's six letters, which are the same at each start here. */
  private static String arn(Identity id) {
    return id.arn("secretsmanager", "secret:" + id.name() + "-" + id.hash(6));
  }

  @Override
  public ResourceType type() {
    return TYPE;
  }

  @Override
  public Creation read(Resource secret) {
    var properties = secret.properties();
    var name = properties.text(NAME, "");
    if (!name.matches("[A-Za-z0-9/_+=.@-]{0,512}")) {
      properties.refuse(NAME, "is " + name, "write letters, digits and /_+=.@-, at most 512");
    }
    var description = properties.text("Description", "");
    var text = properties.text(TEXT);
    if (text != null && !SecretsManager.fits(text)) {
      properties.refuse(TEXT, "is empty or too long", "write 1 to 65536 bytes");
    }
    if (text != null && properties.has(GENERATED)) {
      properties.refuse(TEXT, "is there beside " + GENERATED, "write one of the two");
    }
    var generated = Generated.of(properties.object(GENERATED));
    var isGenerated = properties.has(GENERATED);
    return provision -> {
      var given = text == null ? List.<String>of() : List.of(text);
      var value = isGenerated ? List.of(generated.drawn()) : given;
      provision.get(SecretsManager.class).create(secret.ref(), description, value);
    };
  }

  /**
   * What is drawn, and where it stands.
   *
   * @param around the JSON that it is put into
   * @param key by which; empty if the secret is nothing but the text
   */
  private record Generated(RandomText text, ObjectNode around, String key) {
    static Generated of(Properties asked) {
      var text = RandomText.of(asked);
      var key = asked.text(KEY, "");
      var isTemplate = asked.text(TEMPLATE) != null;
      if (isTemplate == key.isEmpty()) {
        asked.refuse(KEY, "goes with " + TEMPLATE, "write both or none");
      }
      var template = isTemplate ? asked.document(TEMPLATE) : asked.json(TEMPLATE);
      var around =
          template instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
      return new Generated(text, around, key);
    }

    String drawn() {
      var drawn = text.drawn(new SecureRandom());
      return key.isEmpty() ? drawn : around.deepCopy().put(key, drawn).toString();
    }
  }
}
