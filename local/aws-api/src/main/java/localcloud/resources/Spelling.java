package localcloud.resources;

/** Whether a name may be another one, mistyped. */
final class Spelling {
  private Spelling() {}

  /** At most two letters are missing, too many or wrong, and most are right. */
  static boolean isClose(String name, String typed) {
    return name.length() > 3 && distance(name, typed) <= 2;
  }

  /** The Levenshtein distance. */
  private static int distance(String a, String b) {
    var before = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      var row = new int[b.length() + 1];
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], before[j]) + 1, before[j - 1] + same);
      }
      before = row;
    }
    return before[b.length()];
  }
}
