package localcloud.sam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import localcloud.cloud.ResourceHandlers;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntrinsicsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "!Ref Name|thing",
        "!Ref Count|4",
        "!Ref AWS::Region|us-east-1",
        "!Ref AWS::AccountId|000000000000",
        "!Ref AWS::StackName|shop",
        "!Ref AWS::Partition|aws",
        "!Ref AWS::URLSuffix|amazonaws.com",
        "!Ref Queue|http://127.0.0.1:4566/000000000000/shop-Queue",
        "!GetAtt Queue.Arn|arn:aws:sqs:us-east-1:000000000000:shop-Queue",
        "{'Fn::GetAtt': Queue.QueueName}|shop-Queue",
        "{'Fn::GetAtt': [Queue, QueueName]}|shop-Queue",
        "!Sub '${Name}-${Count}-${AWS::Region}'|thing-4-us-east-1",
        "!Sub '${!Name} $ {x} ${Queue.QueueName}'|${Name} $ {x} shop-Queue",
        "!Sub ['${a}${Name}', {a: !Ref Count}]|4thing",
        "!Join ['-', [a, !Ref Name, 3]]|a-thing-3",
        "!Join [',', !Ref List]|x,y,z",
        "!Select [1, !Ref List]|y",
        "!Select [1, !Split ['-', a-b-c]]|b",
        "!Join ['+', !Split ['.', 'a..b']]|a++b",
        "!FindInMap [Sizes, !Ref Name, big]|9",
        "!If [IsThing, yes, no]|true",
        "!If [IsOther, a, !Sub 'not ${Name}']|not thing",
        "!If [Both, a, b]|b",
        "!If [Either, a, b]|a",
        "!If [Neither, a, b]|b",
        "!Base64 héllo|aMOpbGxv",
        "{'Fn::Length': !Ref List}|3",
        "{'Fn::ToJsonString': {a: [1, !Ref Name]}}|{\"a\":[1,\"thing\"]}",
        "!Join [' ', !Cidr ['10.1.2.3/16', 3, 8]]|10.1.0.0/24 10.1.1.0/24 10.1.2.0/24",
        "!Select [15, !Cidr ['192.168.0.0/24', 16, 4]]|192.168.0.240/28",
        "!Join [' ', !GetAZs '']|us-east-1a us-east-1b us-east-1c",
        "!Select [0, !GetAZs eu-west-1]|eu-west-1a",
        "2012-10-17|2012-10-17",
        "0123456789|0123456789",
        "1_000|1_000",
        "1.50|1.50",
      })
  void resolves(String value, String expected) throws IOException {
    var yaml =
        """
        Parameters:
          Name: {Type: String, Default: thing}
          Count: {Type: Number, Default: 4}
          List: {Type: CommaDelimitedList, Default: 'x, y,z'}
        Mappings: {Sizes: {thing: {big: 9}}}
        Conditions:
          IsThing: !Equals [!Ref Name, thing]
          IsOther: !Not [!Condition IsThing]
          Both: !And [!Condition IsThing, !Condition IsOther]
          Either: !Or [!Condition IsThing, !Condition IsOther]
          Neither: !Not [Condition: Either]
        Resources:
          Queue: {Type: AWS::SQS::Queue}
        Outputs:
          Out: {Value: %s}
        """
            .formatted(value);
    var file = Files.writeString(folder.resolve("template.yaml"), yaml);

    var stack =
        SamTemplate.load(
            file,
            StackSettings.local("shop", "http://127.0.0.1:4566", "http://127.0.0.1:1", Map.of()),
            ResourceHandlers.ALL);

    assertThat(stack.outputs()).containsEntry("Out", expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'Fn::ForEach::Queues': [a, [b], {}]|write the resources out",
        "'Fn::Cidr': ['10.0.0.0/28', 2, 4]|10.0.0.0/28 holds no 2 blocks of 4 bits",
        "'Fn::Cidr': ['10.0.0.300/28', 1, 4]|10.0.0.300/28 is no block of addresses",
        "'Fn::Cidr': ['10.0.0.0/8', 257, 4]|a count from 1 to 256",
        "'Fn::Nothing': 1|Fn::Nothing is not supported locally; write its value",
      })
  void saysWhatIsWrong(String call, String message) throws IOException {
    var yaml = "Resources: {}\nOutputs:\n  Out: {Value: {%s}}\n".formatted(call);
    var file = Files.writeString(folder.resolve("template.yaml"), yaml);
    var settings =
        StackSettings.local("shop", "http://127.0.0.1:4566", "http://127.0.0.1:1", Map.of());

    assertThatThrownBy(() -> SamTemplate.load(file, settings, ResourceHandlers.ALL))
        .isInstanceOf(InvalidTemplateException.class)
        .hasMessageContaining(message);
  }
}
