package localcloud.faults;

import java.util.List;

/** Something that may go wrong: a call, an invocation, a delivery. */
public interface Occasion {
  String service();

  String operation();

  /** The logical ID of who calls or runs; for the log. */
  String caller();

  /** What is called or delivered to, in logical IDs where there are any; for the log. */
  List<String> resources();

  /** Whether this is the one that calls or runs. */
  boolean isBy(String function);

  boolean touches(String resource);

  /** Whether the text occurs in what is sent or worked on. */
  boolean concerns(String text);

  /** Whether rules that name nobody may meet it. */
  boolean isFromOutside();
}
