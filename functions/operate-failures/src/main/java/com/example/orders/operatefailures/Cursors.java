package com.example.orders.operatefailures;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
    try {
      var hash =
          MessageDigest.getInstance("SHA-256").digest((filter + "\n" + inner).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, CHECK);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
