package localcloud.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The TCP connections that a process has open, which would be dead in a copy of it. */
final class OpenConnections {
  /** Of a line of {@code /proc/net/tcp} (proc_pid_net(5)). */
  private static final int REMOTE = 2;

  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final String ESTABLISHED = "01";

  private OpenConnections() {}

  /**
   * @param ours the port of the Runtime API, which is no part of the function
   * @return the ports that the process is connected to
   */
  static List<String> of(long pid, int ours) {
    var process = Path.of("/proc", Long.toString(pid));
    var found = new ArrayList<String>();
    try {
      var inodes = inodes(process.resolve("fd"));
      for (var table : List.of("tcp", "tcp6")) {
        Files.readAllLines(process.resolve("net").resolve(table)).stream()
            .skip(1)
            .map(line -> line.strip().split("\\s+"))
            .filter(line -> line[STATE].equals(ESTABLISHED) && inodes.contains(line[INODE]))
            .map(line -> Integer.parseInt(line[REMOTE].split(":")[1], 16))
            .filter(port -> port != ours)
            .forEach(port -> found.add("port " + port));
      }
    } catch (IOException ended) {
      // then it has none
    }
    return found;
  }

  private static Set<String> inodes(Path descriptors) throws IOException {
    try (var files = Files.list(descriptors)) {
      return files.map(OpenConnections::inode).collect(Collectors.toSet());
    }
  }

  private static String inode(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().replaceAll("socket:\\[(\\d+)]", "$1");
    } catch (IOException closed) {
      return "";
    }
  }
}
