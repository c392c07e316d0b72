package localcloud.sam;

/**
 * Something in a template that does not run here, or nowhere.
 *
 * @param file the file's name
 * @param line from 1; 0 if it is not known
 * @param place the resource and the property, the parameter, the output …
 * @param problem what is wrong
 * @param instead what to do instead
 */
public record Finding(String file, int line, String place, String problem, String instead) {

  /** One line, such as a compiler writes. */
  @Override
  public String toString() {
    return file
        + (line == 0 ? "" : ":" + line)
        + ": "
        + (place.isEmpty() ? "" : place + ": ")
        + problem
        + (instead.isEmpty() ? "" : "; " + instead);
  }
}
