package localcloud.sam;

/** A template is wrong: CloudFormation or SAM would refuse it as well. */
public sealed class TemplateException extends RuntimeException
    permits UnsupportedTemplateException {
  public TemplateException(String message) {
    super(message);
  }

  /** The same error with the place where it was found in front. */
  public TemplateException at(String place) {
    return new TemplateException(place + ": " + getMessage());
  }
}
