package localcloud.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import localcloud.resources.InvalidPropertyException;
import org.junit.jupiter.api.Test;

class InlineCodeTest {
  @Test
  void itsFolderLivesAsLongAsTheLocalLambda() {
    var functions = new LocalFunctions();
    var folder = functions.lambda.layOut(InlineCode.of("python3.12", "print('ü')"));
    assertThat(folder.resolve("index.py")).hasContent("print('ü')");

    functions.close();

    assertThat(folder).doesNotExist();
  }

  @Test
  void aJavaFunctionHasNone() {
    assertThatThrownBy(() -> InlineCode.of("java25", "class Index {}"))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("takes no inline code");
  }
}
