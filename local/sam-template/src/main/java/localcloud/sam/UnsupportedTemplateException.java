package localcloud.sam;

/** A template uses what AWS may know but the local cloud does not; the message names it. */
public final class UnsupportedTemplateException extends TemplateException {
  public UnsupportedTemplateException(String message) {
    super(message);
  }

  public UnsupportedTemplateException(String message, String instead) {
    super(message, instead);
  }
}
