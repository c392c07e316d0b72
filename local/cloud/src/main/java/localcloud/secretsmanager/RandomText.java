package localcloud.secretsmanager;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import localcloud.resources.Properties;

/**
 * A text that is drawn by chance (Secrets Manager API reference, "GetRandomPassword").
 *
 * @param length its characters
 * @param needed the kinds of characters of which it has one at least
 * @param pool the characters that the others are drawn from
 */
record RandomText(int length, List<String> needed, String pool) {
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String NUMBERS = "0123456789";
  private static final String PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

  /** Reads {@code GenerateSecretString}; what cannot be drawn is refused. */
  static RandomText of(Properties asked) {
    var length = asked.number("PasswordLength", 32, 1, 4096);
    var isEachNeeded = asked.flag("RequireEachIncludedType", true);
    var excluded = asked.text("ExcludeCharacters", "");
    var kinds = new ArrayList<String>();
    add(kinds, LOWER, asked.flag("ExcludeLowercase", false));
    add(kinds, UPPER, asked.flag("ExcludeUppercase", false));
    add(kinds, NUMBERS, asked.flag("ExcludeNumbers", false));
    add(kinds, PUNCTUATION, asked.flag("ExcludePunctuation", false));
    kinds.replaceAll(kind -> without(kind, excluded));
    var space = asked.flag("IncludeSpace", false) ? without(" ", excluded) : "";
    var pool = String.join("", kinds) + space;
    if (pool.isEmpty() || isEachNeeded && kinds.contains("")) {
      asked.refuse("ExcludeCharacters", "leaves none of a kind", "exclude the kind itself");
    }
    if (isEachNeeded && length < kinds.size()) {
      asked.refuse(
          "PasswordLength",
          "is " + length,
          "write %d or more: there is one of each kind".formatted(kinds.size()));
    }
    return new RandomText(length, isEachNeeded ? List.copyOf(kinds) : List.of(), pool);
  }

  private static void add(List<String> kinds, String kind, boolean isExcluded) {
    if (!isExcluded) {
      kinds.add(kind);
    }
  }

  private static String without(String kind, String excluded) {
    return kind.chars()
        .filter(character -> excluded.indexOf(character) < 0)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  String drawn(Random random) {
    var drawn = new ArrayList<Character>();
    needed.forEach(kind -> drawn.add(one(kind, random)));
    while (drawn.size() < length) {
      drawn.add(one(pool, random));
    }
    Collections.shuffle(drawn, random);
    return drawn.stream().map(String::valueOf).collect(Collectors.joining());
  }

  private static char one(String kind, Random random) {
    return kind.charAt(random.nextInt(kind.length()));
  }
}
