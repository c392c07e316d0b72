package localcloud.aws;

/**
 * The service never answers: the connection is closed without a word. Whether the call had its
 * effect, the caller cannot know.
 */
public final class NoAnswerException extends RuntimeException {
  public NoAnswerException(String message) {
    super(message, null, false, false);
  }
}
