package localcloud.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import localcloud.aws.AwsCall;
import localcloud.aws.NoAnswerException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServicesTest {
  private final List<LogRecord> logged = new ArrayList<>();
  private final Logger logger = Logger.getLogger(Services.class.getName());
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private final Services services = new Services();

  @BeforeEach
  void listen() {
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
  }

  @AfterEach
  void leave() {
    logger.removeHandler(handler);
    logger.setUseParentHandlers(true);
  }

  @Test
  void anErrorInsideAServiceIsLoggedWithItsTrace() {
    services.register(
        "sqs",
        call -> {
          throw new IllegalStateException("broken");
        });
    var answer = services.answer(call());
    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.text()).contains("InternalFailure", "broken");
    assertThat(logged).hasSize(1);
    assertThat(logged.getFirst().getThrown()).hasMessage("broken");
    assertThat(logged.getFirst().getMessage()).contains("SendMessage");
  }

  @Test
  void anErrorOfAnInterceptorIsLoggedAndAnsweredToo() {
    var dispatcher =
        new Dispatcher(
            List.of(
                (call, next) -> {
                  throw new IllegalStateException("broken");
                }),
            services);
    assertThat(dispatcher.answer(call()).text()).contains("InternalFailure", "broken");
    assertThat(logged).hasSize(1);
  }

  @Test
  void whatAFaultRuleDoesIsNoErrorOfTheService() {
    services.register(
        "sqs",
        call -> {
          throw new NoAnswerException("Read timed out");
        });
    assertThat(services.answer(call()).status()).isEqualTo(500);
    assertThat(logged).isEmpty();
  }

  private static AwsCall call() {
    return AwsCall.json("sqs", "arn:aws:iam::000000000000:root", "AmazonSQS.SendMessage", "{}");
  }
}
