package localcloud.sam;

/** A part of a template is wrong: CloudFormation or SAM would refuse it as well. */
public sealed class TemplateException extends RuntimeException
    permits UnsupportedTemplateException {
  private final String instead;

  public TemplateException(String message) {
    this(message, "");
  }

  /**
   * A fault, and what to write instead.
   *
   * @param instead begins with a verb; empty where the message says it
   */
  public TemplateException(String message, String instead) {
    super(message);
    this.instead = instead;
  }

  /** The same error with the place where it was found in front. */
  public TemplateException at(String place) {
    return new TemplateException(place + ": " + getMessage(), instead);
  }

  String instead() {
    return instead;
  }
}
