package localcloud.resources;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a resource's names and identifiers are made of.
 *
 * @param endpoint the base URL of the local AWS endpoint
 * @param nameProperty the property that may name the resource; empty if none does
 * @param property resolves one property of the resource to text; null if it has none of that name
 */
public record Identity(
    String logicalId,
    String stack,
    String region,
    String account,
    String endpoint,
    String nameProperty,
    Function<String, @Nullable String> property) {

  /** The physical name: the one in the template, else {@code <stack>-<logical ID>}. */
  public String name() {
    var named = nameProperty.isEmpty() ? null : property.apply(nameProperty);
    return named == null ? stack + "-" + logicalId : named;
  }

  /** An ARN of this region and account. */
  public String arn(String service, String resource) {
    return "arn:aws:%s:%s:%s:%s".formatted(service, region, account, resource);
  }

  /** A property as text; empty if it is not given. */
  public String text(String name) {
    var text = property.apply(name);
    return text == null ? "" : text;
  }

  /** The name in a property that has a name, an ARN or a URL. */
  public String nameIn(String name) {
    return Resource.lastPart(text(name));
  }

  /** Letters and digits that stay the same for the same resource of the same stack. */
  public String hash(int length) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(seed().getBytes(UTF_8));
      return new BigInteger(1, digest).toString(36).substring(0, length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A UUID that stays the same for the same resource of the same stack. */
  public String uuid() {
    return UUID.nameUUIDFromBytes(seed().getBytes(UTF_8)).toString();
  }

  private String seed() {
    return account + "/" + region + "/" + stack + "/" + logicalId;
  }
}
