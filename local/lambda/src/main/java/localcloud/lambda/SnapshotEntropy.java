package localcloud.lambda;

import com.amazonaws.services.lambda.crac.Context;
import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.crac.Resource;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Randomness of a child JVM that stands for a copy of its version's snapshot. What is drawn before
 * the restore is the same in each copy, as it is in memory that is copied; afterwards it is the
 * system's, as Lambda sees to.
 */
final class SnapshotEntropy extends Provider implements Resource {
  private static final String SYSTEM = "NativePRNG";

  private final SplittableRandom copied;
  private volatile boolean restored;

  private SnapshotEntropy(String version) {
    super("SnapshotEntropy", "1", "The same randomness in each copy of a snapshot");
    copied = new SplittableRandom(version.hashCode());
    putService(new Generators(this));
  }

  /** Makes it the first provider, and its hook the first one. */
  static void install() {
    var provider =
        new SnapshotEntropy(
            System.getenv("AWS_LAMBDA_FUNCTION_NAME")
                + System.getenv("AWS_LAMBDA_FUNCTION_VERSION"));
    Security.insertProviderAt(provider, 1);
    Core.getGlobalContext().register(provider);
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    // the copies are equal from the beginning
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    restored = true;
  }

  /** Where {@link SecureRandom} finds its generators. */
  static final class Generators extends Provider.Service {
    private final SnapshotEntropy entropy;

    Generators(SnapshotEntropy entropy) {
      super(entropy, "SecureRandom", "Snapshot", Generator.class.getName(), null, null);
      this.entropy = entropy;
    }

    @Override
    public Object newInstance(@Nullable Object none) {
      synchronized (entropy) {
        return new Generator(entropy, entropy.copied.split());
      }
    }
  }

  /** One generator. */
  static final class Generator extends SecureRandomSpi {
    private final transient SnapshotEntropy entropy;
    private final transient SplittableRandom copied;
    private transient @Nullable SecureRandom system;

    Generator(SnapshotEntropy entropy, SplittableRandom copied) {
      this.entropy = entropy;
      this.copied = copied;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
      // adds to what is random, and takes nothing from it
    }

    @Override
    protected synchronized void engineNextBytes(byte[] bytes) {
      if (entropy.restored) {
        system().nextBytes(bytes);
      } else {
        copied.nextBytes(bytes);
      }
    }

    @Override
    protected byte[] engineGenerateSeed(int length) {
      var seed = new byte[length];
      engineNextBytes(seed);
      return seed;
    }

    private SecureRandom system() {
      if (system == null) {
        try {
          system = SecureRandom.getInstance(SYSTEM);
        } catch (NoSuchAlgorithmException e) {
          throw new IllegalStateException(e);
        }
      }
      return system;
    }
  }
}
