package com.example.orders.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the repository says must hold for whoever has nothing but a clone of it. */
class RepositoryTextTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /** Folders beside the clone, paths of one machine, and what one registry had on one day. */
  private static final Pattern OUTSIDE =
      Pattern.compile(
          "[.][.]/shared\\b|\\bshared/asl|\"/(?:work|root|home/\\w+)/"
              + "|registr(?:y|ies) (?:used )?here|(?:does|do|did) not resolve (?:here|in)"
              + "|resolves? here|registry[.]npmjs|pypi[.]org|python[h]osted|repo1?[.]maven"
              + "|crates[.]io/api|proxy[.]golang");

  /**
   * Words of our own for what the field has words for; written so that this file has none. In
   * quotes, one is an attribute that version 1.0.0 wrote.
   */
  private static final Pattern OWN_WORD =
      Pattern.compile(
          "\\b(?:[t]old|[w]ish(?:es)?|(?<!\")[s]ightings?|[s]ays no|business \"?[n]o)\\b"
              + "|(?:[T]old|[S]ighting|[W]ish|[a-z][S]tands|[a-z][T]ook)(?![a-z])"
              + "|\\b[t]ook\\(");

  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s#:]*)(?:#([^)]*))?\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
  private static final String PARITY =
      "same|close|missing|missing, ignored|local only|close / AWS only";
  private static final List<String> TEXTS =
      List.of(".md", ".java", ".yaml", ".yml", ".xml", ".py", ".toml", ".json", ".txt", ".sh");

  @Test
  void noTextNeedsWhatIsOutsideOfTheClone() throws IOException {
    assertThat(find(OUTSIDE, files())).isEmpty();
  }

  /** A notification is delivered, an order rejected, a failure reported, a result kept. */
  @Test
  void theFieldsWordsAreUsed() throws IOException {
    var ours = files().stream().filter(file -> !file.toString().contains("/conformance/"));
    assertThat(find(OWN_WORD, ours.toList())).isEmpty();
  }

  private static List<String> find(Pattern pattern, List<Path> files) throws IOException {
    var found = new ArrayList<String>();
    for (var file : files) {
      var lines = Files.readAllLines(file);
      for (var i = 0; i < lines.size(); i++) {
        if (pattern.matcher(lines.get(i)).find()) {
          found.add(ROOT.relativize(file) + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    }
    return found;
  }

  @Test
  void everyLinkBetweenPagesLeadsToAFileAndAHeading() throws IOException {
    var broken = new ArrayList<String>();
    var links = 0;
    for (var file : files()) {
      if (!file.toString().endsWith(".md")) {
        continue;
      }
      for (var link : LINK.matcher(Files.readString(file)).results().toList()) {
        links++;
        var target =
            link.group(1).isEmpty() ? file : file.resolveSibling(link.group(1)).normalize();
        if (!target.startsWith(ROOT) || !Files.exists(target) || lacks(target, link.group(2))) {
          broken.add(ROOT.relativize(file) + " -> " + link.group().substring(2));
        }
      }
    }
    assertThat(links).isPositive();
    assertThat(broken).isEmpty();
  }

  @Test
  void theParityPageUsesTheWordsThatItDefines() throws IOException {
    var lines = Files.readAllLines(ROOT.resolve("local/PARITY.md"));
    var rows = lines.stream().filter(line -> line.startsWith("| ") && !line.startsWith("| what |"));
    assertThat(rows.toList())
        .hasSizeGreaterThan(50)
        .allSatisfy(row -> assertThat(row.split(" \\| ", 3)[1]).matches(PARITY));
  }

  /** GitHub makes an anchor of each heading: its words in small letters with hyphens between. */
  private static boolean lacks(Path page, @Nullable String anchor) throws IOException {
    return anchor != null
        && HEADING
            .matcher(Files.readString(page))
            .results()
            .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
            .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
            .noneMatch(anchor::equals);
  }

  /** Sources, scripts and pages; nothing that a build made. */
  private static List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(ROOT)) {
      return all.filter(Files::isRegularFile)
          .filter(RepositoryTextTest::isSource)
          .filter(RepositoryTextTest::isText)
          .toList();
    }
  }

  private static boolean isSource(Path file) {
    for (var part : ROOT.relativize(file)) {
      var name = part.toString();
      if (List.of("target", ".git", ".aws-sam", "node_modules", "__pycache__").contains(name)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(Path file) {
    var name = file.getFileName().toString();
    return TEXTS.stream().anyMatch(name::endsWith)
        || name.equals("Makefile")
        || file.startsWith(ROOT.resolve("scripts"));
  }
}
