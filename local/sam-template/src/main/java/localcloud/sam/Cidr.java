package localcloud.sam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.regex.Pattern;

/** {@code Fn::Cidr}: the first blocks of a network of IPv4 addresses, from its beginning. */
final class Cidr {
  private static final Pattern BLOCK =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
  private static final int BITS = 32;

  private Cidr() {}

  /**
   * The blocks.
   *
   * @param argument the network, how many blocks (1 to 256), and how many bits of an address are a
   *     block's own
   * @throws TemplateException if they do not fit into the network
   */
  static ArrayNode blocks(JsonNode argument) {
    var network = BLOCK.matcher(argument.path(0).asText());
    var count = argument.path(1).asInt();
    var bits = argument.path(2).asInt();
    if (argument.size() != 3 || !network.matches() || count < 1 || count > 256) {
      throw new TemplateException(
          "Fn::Cidr takes a block of IPv4 addresses, a count from 1 to 256 and bits: " + argument);
    }
    var free = BITS - Integer.parseInt(network.group(5));
    if (bits < 1 || bits > free || (long) count << bits > 1L << free) {
      throw new TemplateException(
          "Fn::Cidr: %s holds no %d blocks of %d bits".formatted(network.group(), count, bits));
    }
    var first = address(network) >> free << free;
    var blocks = Json.array();
    for (var index = 0L; index < count; index++) {
      blocks.add(text(first + (index << bits)) + "/" + (BITS - bits));
    }
    return blocks;
  }

  private static long address(java.util.regex.MatchResult network) {
    var address = 0L;
    for (var part = 1; part <= 4; part++) {
      var value = Integer.parseInt(network.group(part));
      if (value > 255) {
        throw new TemplateException("Fn::Cidr: " + network.group() + " is no block of addresses");
      }
      address = address << 8 | value;
    }
    return address;
  }

  private static String text(long address) {
    return "%d.%d.%d.%d"
        .formatted(address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
  }
}
