package localcloud.iam;

import java.util.List;
import localcloud.sam.Stack;

/**
 * Which secret a request means: it names the ARN, the ARN without its last six letters, or the name
 * (Secrets Manager API reference, "GetSecretValue"). Policies see the whole ARN.
 *
 * @param all of the stack
 */
public record SecretArns(List<String> all) {
  private static final int HYPHEN_AND_LETTERS = 7;

  static SecretArns of(Stack stack) {
    return new SecretArns(
        stack.ofType("AWS::SecretsManager::Secret").stream().map(one -> one.ref()).toList());
  }

  /** The ARN; for a secret that nobody has, the one without its last letters. */
  String arn(String id, String own) {
    return all.stream()
        .filter(arn -> isMeant(arn, id))
        .findFirst()
        .orElse(id.startsWith("arn:") ? id : own + id);
  }

  /** The name of the secret with an ARN. */
  public static String name(String arn) {
    return partial(arn).replaceFirst("^(?:[^:]*:){6}", "");
  }

  /** Whether a request means the secret with an ARN. */
  public static boolean isMeant(String arn, String id) {
    return id.equals(arn) || id.equals(partial(arn)) || id.equals(name(arn));
  }

  private static String partial(String arn) {
    return arn.substring(0, arn.length() - HYPHEN_AND_LETTERS);
  }
}
