package localcloud.secretsmanager;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import localcloud.aws.AwsException;
import localcloud.iam.SecretArns;
import org.jspecify.annotations.Nullable;

/** A secret with its current value and the one before, which Secrets Manager keeps too. */
final class StoredSecret {
  static final String CURRENT = "AWSCURRENT";
  static final String PREVIOUS = "AWSPREVIOUS";

  /**
   * A value.
   *
   * @param id the token of the request that put it
   */
  record Version(String id, String text, Instant createdAt) {}

  private final String arn;
  private final String description;
  private final Instant createdAt;
  private @Nullable Version current;
  private @Nullable Version previous;

  /** A secret without a value. */
  StoredSecret(String arn, String description, Instant createdAt) {
    this.arn = arn;
    this.description = description;
    this.createdAt = createdAt;
  }

  String arn() {
    return arn;
  }

  /**
   * Makes a value the current one. The same again changes nothing.
   *
   * @throws AwsException if the ID is that of another value
   */
  synchronized void put(Version version) {
    var same = versions().filter(one -> one.id().equals(version.id())).findFirst();
    if (same.isEmpty()) {
      previous = current;
      current = version;
    } else if (!same.get().text().equals(version.text())) {
      throw new AwsException(
          400,
          "ResourceExistsException",
          "You can't use ClientRequestToken %s because that value is already in use for a version"
                  .formatted(version.id())
              + " of secret %s.".formatted(arn));
    }
  }

  synchronized Optional<Version> labelled(String stage) {
    return switch (stage) {
      case CURRENT -> Optional.ofNullable(current);
      case PREVIOUS -> Optional.ofNullable(previous);
      default -> Optional.empty();
    };
  }

  synchronized Optional<Version> version(String id) {
    return versions().filter(version -> version.id().equals(id)).findFirst();
  }

  /** ARN and name, with which each answer begins. */
  ObjectNode named() {
    return JsonNodeFactory.instance.objectNode().put("ARN", arn).put("Name", SecretArns.name(arn));
  }

  /** An answer with a version, of which the value is not shown. */
  synchronized ObjectNode named(Version version) {
    var answer = named().put("VersionId", version.id());
    answer.putArray("VersionStages").add(stage(version));
    return answer;
  }

  /**
   * What is known beside the value.
   *
   * @param stages the member with the labels of each version
   */
  synchronized ObjectNode described(String stages) {
    var description = named().put("Description", this.description);
    var changedAt = current == null ? createdAt : current.createdAt();
    description.put("CreatedDate", SecretsManager.seconds(createdAt));
    description.put("LastChangedDate", SecretsManager.seconds(changedAt));
    var labels = description.putObject(stages);
    versions().forEach(version -> labels.putArray(version.id()).add(stage(version)));
    return description;
  }

  private String stage(Version version) {
    return version.equals(current) ? CURRENT : PREVIOUS;
  }

  private Stream<Version> versions() {
    return Stream.of(Optional.ofNullable(current), Optional.ofNullable(previous))
        .flatMap(Optional::stream);
  }
}
