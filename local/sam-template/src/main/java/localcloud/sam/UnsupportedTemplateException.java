package localcloud.sam;

/** A template uses what AWS may know but the local cloud does not; the message names it. */
public final class UnsupportedTemplateException extends TemplateException {
  public UnsupportedTemplateException(String message) {
    super(message);
  }

  @Override
  public UnsupportedTemplateException at(String place) {
    return new UnsupportedTemplateException(place + ": " + getMessage());
  }
}
