package com.example.orders.api;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Texts that have broken mappings and queries: what a client may write into any text field. */
public final class AnyText {
  private static final List<String> WRITTEN =
      List.of(
          "&Action=DeleteQueue",
          "x&MessageGroupId=other&MessageBody={}",
          "%26Action=DeleteQueue%0a",
          "+ and %2B and %",
          "\"},\"customer\":\"someone-else\",\"x\":{\"y\":\"",
          "'single' \"double\" \\backslash\\ \\\" \\' \\u0022",
          "line one\nline two\r\n\ttab",
          "\u2028 \u2029 \u0085 \u00a0",
          "\u0000\u0001\u001f\u007f",
          "\ud83d\ude80 \ud83d\udc69\u200d\ud83d\udcbb \ud835\udc00",
          "\u202egnp.exe \u200b\u200f\ufeff",
          "\u00e9 e\u0301",
          "$context.identity.sourceIp $input.body $util.urlEncode('x') ${context} $!x $customer",
          "#set($context.responseOverride.status = 200) #foreach($i in [1..9])x#end #end #if(true)",
          "#evaluate('#set($x=1)') #parse('x') #include('y') #stop ## comment #* block *# #[[raw]]#",
          "$x.getClass().forName('java.lang.Runtime')",
          "</script><script>alert(1)</script>",
          "{\"json\":[1,2,{\"in\":\"text\"}]}",
          "1e400 0x10 -0 NaN null true",
          "");

  private static final List<String> FRAGMENTS =
      List.of("$", "#", "&", "=", "%", "+", "\"", "'", "\\", "\n", "{", "}", "#set(", "$input");

  private AnyText() {}

  /** Texts by hand: each is an attack or an encoding that somebody got wrong. */
  public static Stream<String> written() {
    return WRITTEN.stream();
  }

  /** So many random texts, the same ones each time. */
  public static Stream<String> random(int count) {
    return LongStream.range(0, count).mapToObj(seed -> random(new Random(seed)));
  }

  /** Neither half surrogate pairs nor U+FFFE and U+FFFF, which SQS refuses and so does the API. */
  private static String random(Random random) {
    var text = new StringBuilder();
    for (var i = random.nextInt(60); i >= 0; i--) {
      if (random.nextBoolean()) {
        text.append(FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
      } else {
        text.appendCodePoint(allowed(random.nextInt(0x110000)));
      }
    }
    return text.toString();
  }

  private static int allowed(int codePoint) {
    var surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
    return surrogate || codePoint == 0xfffe || codePoint == 0xffff ? 'x' : codePoint;
  }
}
