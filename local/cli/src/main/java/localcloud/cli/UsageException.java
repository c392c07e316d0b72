package localcloud.cli;

/** What the command was given is wrong; the message says what in one line. */
final class UsageException extends RuntimeException {
  UsageException(String message) {
    super(message);
  }
}
