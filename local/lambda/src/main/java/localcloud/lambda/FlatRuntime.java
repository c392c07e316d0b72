package localcloud.lambda;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;

/**
 * Runs AWS's runtime client with the function's code on the class path. The client makes a class
 * loader of the code in the working directory; it is shown an empty folder until it has done so,
 * for what lies in two places is found twice.
 */
final class FlatRuntime extends Thread {
  /** The empty folder. */
  static final String NO_CODE = "localcloud.no-code";

  private static final String WORKING_DIRECTORY = "user.dir";

  private final String[] arguments;
  private final String workingDirectory;

  private FlatRuntime(String[] arguments, String noCode) {
    super("main");
    this.arguments = arguments;
    workingDirectory = System.setProperty(WORKING_DIRECTORY, noCode);
  }

  /** Runs the client in another thread if the code is on the class path; false if it is not. */
  static boolean starts(String[] arguments) {
    String noCode = System.clearProperty(NO_CODE);
    if (noCode == null) {
      return false;
    }
    new FlatRuntime(arguments, noCode).start();
    return true;
  }

  /** The client sets the class loader as soon as it has made it, and before it loads any code. */
  @Override
  public void setContextClassLoader(ClassLoader loader) {
    System.setProperty(WORKING_DIRECTORY, workingDirectory);
    super.setContextClassLoader(loader);
  }

  @Override
  public void run() {
    try {
      AWSLambda.main(arguments);
    } catch (Throwable e) {
      getUncaughtExceptionHandler().uncaughtException(this, e);
      System.exit(1);
    }
  }
}
