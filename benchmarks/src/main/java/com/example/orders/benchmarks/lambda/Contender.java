package com.example.orders.benchmarks.lambda;

import com.example.orders.cli.Project;
import java.nio.file.Path;
import java.util.List;

/**
 * A function to be measured, in one way of starting it.
 *
 * @param code where its classes and the folder {@code lib} are
 * @param kind how its environments come to be
 * @param calls to AWS for each order
 */
record Contender(String name, List<Path> code, String handler, Kind kind, int calls) {

  /** How an environment comes to be. */
  enum Kind {
    ON_DEMAND,
    /** Restored from a snapshot; the function's own hooks have run before. */
    PRIMED,
    /** The same, but the runtime knows of no hooks. */
    UNPRIMED;

    boolean isSnapshot() {
      return this != ON_DEMAND;
    }
  }

  static Contender bare() {
    return own("bare", "bare", "BareHandler", 0);
  }

  /** Get, put, start. */
  static Contender ordinary() {
    return own("ordinary", "ordinary", "OrdinaryHandler", 3);
  }

  /** Put, start. */
  static Contender ours() {
    var folder = Project.find().artifacts().resolve("AcceptOrdersFunction");
    var handler = "com.example.orders.acceptorders.AcceptOrdersHandler";
    return new Contender("ours", List.of(folder), handler, Kind.ON_DEMAND, 2);
  }

  /** It by another name and way. */
  Contender as(String other, Kind otherKind) {
    return new Contender(other, code, handler, otherKind, calls);
  }

  private static Contender own(String name, String module, String type, int calls) {
    var target = Project.find().root().resolve("benchmarks").resolve(module).resolve("target");
    return new Contender(
        name,
        List.of(target.resolve("classes"), target.resolve("function")),
        Contender.class.getPackageName().replace("lambda", module) + "." + type,
        Kind.ON_DEMAND,
        calls);
  }
}
