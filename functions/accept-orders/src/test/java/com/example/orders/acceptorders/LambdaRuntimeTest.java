package com.example.orders.acceptorders;

import static org.assertj.core.api.Assertions.assertThat;

import com.amazonaws.services.lambda.runtime.CustomPojoSerializer;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LambdaRuntimeTest {

  @Test
  void noSerializerOfOursPrecedesTheRuntimesOwnForSqsEvents() {
    assertThat(ServiceLoader.load(CustomPojoSerializer.class)).isEmpty();
  }
}
