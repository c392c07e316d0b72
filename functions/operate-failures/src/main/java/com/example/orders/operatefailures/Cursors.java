package com.example.orders.operatefailures;

import com.example.orders.order.Sha256;

/**
 * Cursors of one query. The check sum notices a changed cursor and one of another query; it is no
 * secret, because an operator may see every entry anyway.
 */
final class Cursors {
  private static final int CHECK = 16;

  private final Operations.Filter filter;

  Cursors(Operations.Filter filter) {
    this.filter = filter;
  }

  String seal(String inner) {
    return check(inner) + inner;
  }

  String open(String cursor) {
    if (cursor.length() > CHECK) {
      var inner = cursor.substring(CHECK);
      if (seal(inner).equals(cursor)) {
        return inner;
      }
    }
    throw invalid();
  }

  static Problem invalid() {
    return Problem.parameter("cursor", "must be the nextCursor of a page of the same list.");
  }

  private String check(String inner) {
    return Sha256.hex(filter + "\n" + inner).substring(0, CHECK);
  }
}
