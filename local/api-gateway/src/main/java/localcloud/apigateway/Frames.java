package localcloud.apigateway;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** A text in parts that fit into frames of 32 KB as UTF-8, each a text of its own. */
record Frames(String text) implements Iterable<Frames.Part> {
  /** A character is three bytes at most, and half a pair of them two. */
  private static final int LONGEST = WebSocketLimits.FRAME / 3;

  record Part(String text, boolean isLast) {}

  @Override
  public Iterator<Part> iterator() {
    return new Iterator<>() {
      private int from;
      private boolean isDone;

      @Override
      public boolean hasNext() {
        return !isDone;
      }

      @Override
      public Part next() {
        if (isDone) {
          throw new NoSuchElementException();
        }
        var to = Math.min(text.length(), from + LONGEST);
        if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
          to--;
        }
        var part = text.substring(from, to);
        from = to;
        isDone = to == text.length();
        return new Part(part, isDone);
      }
    };
  }
}
