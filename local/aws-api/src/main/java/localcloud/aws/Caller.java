package localcloud.aws;

import java.util.function.Supplier;

/**
 * Who makes a call, beyond the role in whose name it is made.
 *
 * @param resource the stack's resource: its ARN, {@code Ref} or logical ID; empty if not known
 * @param work what the caller is busy with: a function's current event, an execution's name and
 *     input, an event on its way to a target; empty if not known
 * @param environment the execution environment whose code makes the call; empty if none does
 * @param source the ARN that a service gives as {@code aws:SourceArn}; empty if it gives none
 */
public record Caller(String resource, Supplier<String> work, String environment, String source) {
  /** Someone from outside of the stack. */
  public static final Caller UNKNOWN = new Caller("", () -> "", "");

  /** A resource that is its own source, if its name is an ARN. */
  public Caller(String resource, Supplier<String> work, String environment) {
    this(resource, work, environment, resource.startsWith("arn:") ? resource : "");
  }

  /** A resource that calls in the course of its own work, not by a function's code. */
  public static Caller of(String resource, Supplier<String> work) {
    return new Caller(resource, work, "");
  }

  /** The same caller for a part of its resource that has an ARN of its own. */
  public Caller from(String sourceArn) {
    return new Caller(resource, work, environment, sourceArn);
  }
}
