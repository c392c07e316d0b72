package localcloud.dynoxide;

/** A JVM with a Dynoxide of its own, for the test to kill. */
final class Host {
  private Host() {}

  public static void main(String[] arguments) throws InterruptedException {
    var dynoxide = Dynoxide.start();
    System.out.println(dynoxide.port());
    Thread.sleep(Long.MAX_VALUE);
  }
}
