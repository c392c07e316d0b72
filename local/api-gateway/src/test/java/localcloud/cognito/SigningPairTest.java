package localcloud.cognito;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningPairTest {
  private static final String ARN =
      "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_a";

  @TempDir Path folder;

  @Test
  void isKeptForTheNextStartAndForNobodyElsesEyes() throws Exception {
    var file = folder.resolve("build/user-pools.jwk");

    var made = SigningPair.keptIn(file);

    assertThat(made.isPrivate()).isTrue();
    assertThat(SigningPair.keptIn(file)).isNotSameAs(made).isEqualTo(made);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void isWrittenAgainIfTheFileIsDamaged() throws Exception {
    var file = folder.resolve("user-pools.jwk");
    var whole = SigningPair.keptIn(file).toJSONString();
    for (var damaged : new String[] {"", whole.substring(0, 300), "{\"kty\":\"EC\"}"}) {
      Files.writeString(file, damaged);

      assertThat(SigningPair.keptIn(file).isPrivate()).isTrue();
      assertThat(file).content().isEqualTo(whole);
    }
  }

  @Test
  void isMadeWhereNoFileCanBeWritten() throws Exception {
    var noFolder = Files.createFile(folder.resolve("file"));

    assertThat(SigningPair.keptIn(noFolder.resolve("user-pools.jwk")).isPrivate()).isTrue();
  }

  @Test
  void signsTokensThatAreWorthNothingAfterTheNextStart() {
    var earlier = pools().issueAccessToken("us-east-1_a", "acme");
    var now = pools();

    assertThat(now.verify(ARN, now.issueAccessToken("us-east-1_a", "acme"))).isPresent();
    assertThat(now.verify(ARN, earlier)).isEmpty();
  }

  private UserPools pools() {
    var pools = new UserPools("us-east-1", Clock.systemUTC(), folder.resolve("user-pools.jwk"));
    pools.addPool(ARN, "us-east-1_a");
    return pools;
  }
}
