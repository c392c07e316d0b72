package com.example.orders.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaParameterizedType;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The boundaries between the parts, which no compiler sees, over the classes of every module. */
class ArchitectureTest {
  private static final String ROOT = "com.example.orders";
  private static final String HOOK = "com.amazonaws.services.lambda.runtime.CustomPojoSerializer";
  private static final JavaClasses CORE = Module.classesOf(Module.under("libs/order-core"));
  private static final JavaClasses FUNCTIONS = Module.classesOf(Module.functions());
  private static final JavaClasses DEPLOYED =
      Module.classesOf(
          Stream.concat(Module.under("libs/").stream(), Module.functions().stream()).toList());
  private static final JavaClasses LOCAL = Module.classesOf(Module.under("local/"));
  private static final JavaClasses ALL = Module.classesOf(Module.all());

  @Test
  void theCoreNeedsNothingButTheJdkAndJSpecify() {
    var core = CORE.stream().map(JavaClass::getPackageName).distinct().toArray(String[]::new);
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(core).or(resideInAnyPackage("java..", "org.jspecify..")))
        .check(CORE);
  }

  @Test
  void theCoreReadsNoClockAndNoEnvironment() {
    noClasses()
        .should()
        .callMethodWhere(
            target(nameMatching("now|currentTimeMillis|nanoTime|getenv|getProperty|randomUUID"))
                .and(target(owner(resideInAPackage("java..")))))
        .check(CORE);
  }

  @Test
  void awsTypesStayInAdaptersAndInTheWiringOfHandlers() {
    var adapter =
        nameMatching(".*\\.(Aws|CodeDeploy|DynamoDb|Sqs|StepFunctions|EventBridge|Lambda)\\w+");
    classes()
        .that(not(adapter))
        .and()
        .resideOutsideOfPackage(ROOT + "..dynamodb")
        .and()
        .haveSimpleNameNotEndingWith("Handler")
        .and()
        .haveSimpleNameNotEndingWith("Gateway") // its fromEnvironment takes the client
        .should()
        .onlyDependOnClassesThat(not(resideInAPackage("software.amazon.awssdk..")))
        .check(DEPLOYED);
  }

  @Test
  void theRulesOfFailuresKnowNoDatabase() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".failures")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + "..dynamodb..", "software.amazon.awssdk..")
        .check(DEPLOYED);
  }

  @Test
  void theLocalCloudKnowsNothingOfTheApplication() {
    noClasses().should().dependOnClassesThat(resideInAPackage(ROOT + "..")).check(LOCAL);
  }

  @Test
  void whatIsDeployedKnowsNothingOfTheLocalCloud() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("localcloud..", ROOT + ".cli..")
        .check(DEPLOYED);
  }

  static List<Module> functions() {
    return Module.functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionNeedsNoOtherFunction(Module function) {
    var own = ROOT + "." + function.name().replace("-", "");
    var others =
        functions().stream()
            .filter(other -> !other.equals(function))
            .map(other -> ROOT + "." + other.name().replace("-", "") + "..")
            .toArray(String[]::new);
    var classes = Module.classesOf(List.of(function));
    assertThat(classes).isNotEmpty().allMatch(type -> type.getPackageName().equals(own));
    noClasses().should().dependOnClassesThat().resideInAnyPackage(others).check(classes);
  }

  /** The runtime reads AWS's event types itself, and cannot read records of ours. */
  @ParameterizedTest
  @MethodSource("functions")
  void aFunctionThatTakesATypeOfOursAndNoOtherHasTheSerializerHook(Module function) {
    var takesOurs =
        Module.classesOf(List.of(function)).stream()
            .flatMap(type -> type.getInterfaces().stream())
            .filter(JavaParameterizedType.class::isInstance)
            .map(JavaParameterizedType.class::cast)
            .filter(type -> type.toErasure().getSimpleName().equals("RequestHandler"))
            .map(type -> type.getActualTypeArguments().getFirst().toErasure().getPackageName())
            .anyMatch(name -> name.startsWith(ROOT));
    var hook = function.classes().resolve("META-INF/services/" + HOOK);
    assertThat(Files.exists(hook)).isEqualTo(takesOurs);
    if (takesOurs) {
      assertThat(DEPLOYED.get(Module.read(hook).strip()).isAssignableTo(HOOK)).isTrue();
    }
  }

  @Test
  void theEnvironmentIsReadInOnePlace() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".lambda.Environment")
        .should()
        .callMethodWhere(target(name("getenv")).and(target(owner(resideInAPackage("java..")))))
        .check(DEPLOYED);
  }

  /** Who asks Powertools before the provider is set gets one whose library no function has. */
  @Test
  void metricsComeFromTheTelemetry() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".lambda.Telemetry")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("software.amazon.lambda.powertools.metrics.MetricsFactory")
        .check(DEPLOYED);
  }

  @Test
  void onlyTheWiringOfHandlersReadsTheSettings() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Handler")
        .and()
        .doNotHaveSimpleName("Environment")
        .and()
        .doNotHaveSimpleName("AwsClients") // the wiring that all share
        .and()
        .doNotHaveSimpleName("Snapshots") // the wiring around them
        .and()
        .doNotHaveSimpleName("Telemetry") // whose traces go where Lambda says
        .and()
        .doNotHaveSimpleName("FunctionSettings")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName(ROOT + ".lambda.Environment")
        .check(DEPLOYED);
  }

  /** So that no call to AWS takes longer than the invocation: its deadline is bound there. */
  @ParameterizedTest
  @MethodSource("functions")
  void everyHandlerRunsUnderItsDeadline(Module function) {
    var bound = name(ROOT + ".lambda.Telemetry").or(name(ROOT + ".lambda.CustomerApi"));
    classes()
        .that()
        .haveSimpleNameEndingWith("Handler")
        .should()
        .callMethodWhere(target(nameMatching("batch|task|answer")).and(target(owner(bound))))
        .check(Module.classesOf(List.of(function)));
  }

  @Test
  void everyClientIsBuiltWithTheTimeoutsAndRetriesThatAllShare() {
    noClasses()
        .that()
        .doNotHaveSimpleName("AwsClients")
        .should()
        .callMethodWhere(
            target(nameMatching("build|create"))
                .and(
                    target(
                        owner(
                            nameMatching(
                                "software\\.amazon\\.awssdk\\.services\\..*Client(Builder)?")))))
        .check(DEPLOYED);
  }

  /** All copies of a snapshot would draw the same; only {@code SecureRandom} Lambda renews. */
  @Test
  void noFunctionKeepsAGeneratorThatItsSnapshotCopies() {
    noClasses()
        .should()
        .callConstructor(Random.class)
        .orShould()
        .callConstructor(SplittableRandom.class)
        .orShould()
        .callMethod(RandomGenerator.class, "getDefault")
        .orShould()
        .callMethod(RandomGenerator.class, "of", String.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(DEPLOYED);
  }

  /** Who reads of one name in two modules must not find two things. */
  @Test
  void oneNameMeansOneThing() {
    var modules = new TreeMap<String, Set<String>>();
    for (var module : Module.under("libs/", "functions/")) {
      Module.classesOf(List.of(module)).stream()
          .filter(type -> !type.isAnonymousClass() && !type.getSimpleName().equals("package-info"))
          .forEach(
              type ->
                  modules
                      .computeIfAbsent(type.getSimpleName(), _ -> new TreeSet<>())
                      .add(module.name()));
    }
    modules.values().removeIf(found -> found.size() == 1);
    assertThat(modules).isEmpty();
  }

  @Test
  void whatEveryModuleNeedsIsThereOnce() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Sha256")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.security.MessageDigest")
        .check(DEPLOYED);
    noClasses()
        .that()
        .doNotHaveSimpleName("EventBridgePublisher")
        .should()
        .callMethodWhere(target(name("putEvents")))
        .check(DEPLOYED);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".dynamodb.Attributes")
        .should()
        .callMethodWhere(
            target(nameMatching("fromS|fromN|fromL"))
                .and(
                    target(
                        owner(
                            name(
                                "software.amazon.awssdk.services.dynamodb.model.AttributeValue")))))
        .check(DEPLOYED);
  }

  @Test
  void whatIsDeployedLogsAndDoesNotPrint() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(DEPLOYED);
  }

  @Test
  void nothingUsesTheJdksLogging() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(ALL);
  }

  @Test
  void noStackTraceIsPrinted() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".lambda.logging.JsonLine") // into the line's text
        .should()
        .callMethodWhere(target(name("printStackTrace")))
        .check(ALL);
  }

  @Test
  void everythingIsWiredThroughConstructors() {
    NO_CLASSES_SHOULD_USE_FIELD_INJECTION.check(ALL);
  }

  @Test
  void nothingStaticChanges() {
    fields().that().areStatic().should().beFinal().check(ALL);
  }

  @Test
  void theFunctionsAreThere() {
    assertThat(FUNCTIONS.stream().filter(type -> type.getSimpleName().endsWith("Handler")))
        .hasSameSizeAs(functions());
  }
}
