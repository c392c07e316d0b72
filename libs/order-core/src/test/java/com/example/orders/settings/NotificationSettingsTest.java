package com.example.orders.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationSettingsTest {
  private static final List<String> KEYS =
      IntStream.range(0, 10_000)
          .mapToObj(
              number ->
                  "acme#"
                      + UUID.nameUUIDFromBytes(new byte[] {(byte) number, (byte) (number >> 8)})
                      + "#OrderConfirmed")
          .toList();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 50, 99, 100})
  void aShareIsWhatItsPercentageSays(int percent) {
    var settings = new NotificationSettings(false, percent);
    var share = KEYS.stream().filter(settings::isForAccount).count();
    assertThat(share / 100.0).isBetween(percent * 0.85, percent * 1.15);
  }

  @Test
  void aLargerShareHoldsAllOfASmallerOne() {
    var smaller = new NotificationSettings(false, 5);
    var larger = new NotificationSettings(false, 20);
    assertThat(KEYS).filteredOn(smaller::isForAccount).isNotEmpty().allMatch(larger::isForAccount);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 101})
  void refusesWhatIsNoPercentage(int percent) {
    assertThatThrownBy(() -> new NotificationSettings(true, percent))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
