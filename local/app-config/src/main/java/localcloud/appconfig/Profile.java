package localcloud.appconfig;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** A configuration, of which AppConfig keeps the versions. */
final class Profile {
  static final String FLAGS = "AWS.AppConfig.FeatureFlags";
  static final String FREEFORM = "AWS.Freeform";

  /** The quota of the hosted configuration store. */
  private static final int MOST_BYTES = 1 << 20;

  private static final Pattern LABEL = Pattern.compile(".*[^0-9].*");

  /**
   * What checks a version before it is deployed.
   *
   * @param type {@code JSON_SCHEMA} or {@code LAMBDA}
   * @param content a schema, or the ARN of a function
   */
  record Validator(String type, String content) {}

  /**
   * One content, which never changes.
   *
   * @param label the user's name for it; empty if it has none
   */
  record Version(int number, byte[] content, String contentType, String description, String label) {

    private boolean isCalled(String numberOrLabel) {
      return Integer.toString(number).equals(numberOrLabel)
          || !label.isEmpty() && label.equals(numberOrLabel);
    }

    ObjectNode describe() {
      var described = JsonNodeFactory.instance.objectNode();
      described.put("VersionNumber", number).put("ContentType", contentType);
      if (!description.isEmpty()) {
        described.put("Description", description);
      }
      return label.isEmpty() ? described : described.put("VersionLabel", label);
    }
  }

  private final String id;
  private final String name;
  private final String type;
  private final List<Validator> validators;
  private final List<Version> versions = new CopyOnWriteArrayList<>();
  private int latest;

  Profile(String id, String name, String type, List<Validator> validators) {
    this.id = id;
    this.name = name;
    this.type = type;
    this.validators = List.copyOf(validators);
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  String type() {
    return type;
  }

  boolean hasFlags() {
    return type.equals(FLAGS);
  }

  boolean isCalled(String idOrName) {
    return id.equals(idOrName) || name.equals(idOrName);
  }

  List<Validator> validators() {
    return validators;
  }

  /** The newest first. */
  List<Version> versions() {
    return versions.reversed();
  }

  Version version(String numberOrLabel) {
    return versions.stream()
        .filter(version -> version.isCalled(numberOrLabel))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.notFound(
                    "HostedConfigurationVersion",
                    "Could not find version " + numberOrLabel + " of profile " + id));
  }

  /**
   * Keeps a new version.
   *
   * @param expected which version the caller takes for the last one; empty if it does not say
   */
  synchronized Version add(
      byte[] content, String contentType, String description, String label, String expected) {
    checkSize(content);
    if (!expected.isEmpty() && !expected.equals(Integer.toString(latest))) {
      throw new Refusal(
          409,
          "ConflictException",
          "The latest version is number " + latest + ", not " + expected + ".");
    }
    if (!label.isEmpty() && (!LABEL.matcher(label).matches() || label.length() > 64)) {
      throw Refusal.badRequest("A version label has 1 to 64 characters, not digits alone.");
    }
    if (!label.isEmpty() && versions.stream().anyMatch(one -> one.label().equals(label))) {
      throw new Refusal(409, "ConflictException", "There is a version " + label + " already.");
    }
    if (hasFlags()) {
      FlagSet.check(content);
    }
    var version = new Version(latest + 1, content, contentType, description, label);
    versions.add(version);
    latest = version.number();
    return version;
  }

  /** Forgets a version. Its number is not given again. */
  synchronized void delete(Version version) {
    versions.remove(version);
  }

  private static void checkSize(byte[] content) {
    if (content.length > MOST_BYTES) {
      var members = JsonNodeFactory.instance.objectNode();
      members.put("Measure", "KILOBYTES").put("Limit", MOST_BYTES / 1024.0);
      throw new Refusal(413, "PayloadTooLargeException", "The content is too large.")
          .with(members.put("Size", content.length / 1024.0));
    }
  }

  /** As GetConfigurationProfile has it. */
  ObjectNode describe() {
    var described = summary();
    described.remove("ValidatorTypes");
    var list = described.putArray("Validators");
    for (var validator : validators) {
      list.addObject().put("Type", validator.type()).put("Content", validator.content());
    }
    return described;
  }

  /** As ListConfigurationProfiles has it. */
  ObjectNode summary() {
    var summary = JsonNodeFactory.instance.objectNode();
    summary.put("Id", id).put("Name", name).put("LocationUri", "hosted").put("Type", type);
    var types = summary.putArray("ValidatorTypes");
    validators.stream().map(Validator::type).distinct().forEach(types::add);
    return summary;
  }
}
