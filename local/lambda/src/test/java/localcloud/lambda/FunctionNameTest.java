package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionNameTest {
  private static final String ARN = "arn:aws:lambda:us-east-1:000000000000:function:";

  /** A name that another one begins with is not that other one. */
  @ParameterizedTest
  @CsvSource({
    "app-Ship, app-Ship,",
    "app-ShipReturns, app-ShipReturns,",
    "app-ShipReturns:live, app-ShipReturns, live",
    "ARNapp-ShipReturns, app-ShipReturns,",
    "ARNapp-ShipReturns:live, app-ShipReturns, live",
    "000000000000:function:app-Ship:$LATEST, app-Ship, $LATEST",
  })
  void isReadWhole(String text, String name, String qualifier) {
    assertThat(FunctionName.parse(text.replace("ARN", ARN)))
        .isEqualTo(new FunctionName(name, qualifier));
  }
}
