package localcloud.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import localcloud.cloud.LocalCloud;
import localcloud.cloud.LocalCloudSettings;
import localcloud.cloud.PortInUseException;
import localcloud.cloud.TemplateCheck;
import localcloud.observe.ConsoleLog;
import localcloud.sam.InvalidTemplateException;
import localcloud.sam.TemplateException;

/** Runs a SAM project in the local cloud until it is stopped. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    var given = List.of(arguments);
    if (given.contains("--help") || given.contains("-h")) {
      System.out.println(Options.HELP);
      return;
    }
    try {
      var options = Options.of(given);
      if (options.check()) {
        check(options);
        return;
      }
      run(options);
    } catch (UsageException | TemplateException | InvalidTemplateException e) {
      fail(String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException | IllegalStateException e) { // what a resource is refused for
      fail(String.valueOf(e.getMessage()));
    } catch (PortInUseException e) {
      fail(
          "Port %d is in use. Stop what uses it, or choose others: --api-port=0 --endpoint-port=0"
              .formatted(e.port()));
    }
    Thread.currentThread().join();
  }

  private static void run(Options options) {
    var project = SamProject.find(options.project());
    say("Starting " + project.template() + " (state is in memory and gone when it stops) ...");
    if (project.isStale()) {
      say(project.source().getFileName() + " is newer than its build: run sam build again.");
    }
    var started = Instant.now();
    var cloud = LocalCloud.start(settings(project, options));
    Runtime.getRuntime().addShutdownHook(new Thread(cloud::close, "stop-the-cloud"));
    say("Ready in %d ms.".formatted(Duration.between(started, Instant.now()).toMillis()));
    new StartText(cloud).lines().forEach(Main::say);
    say("READY aws=" + cloud.endpointUrl());
    cloud.prewarm();
  }

  /** Of the template that was named, so that the lines are those that its author knows. */
  private static void check(Options options) {
    var source = SamProject.find(options.project()).source();
    var checked = TemplateCheck.of(settings(new SamProject(source, source), options));
    var resources = checked.stacks().getFirst().resources().size();
    if (!checked.withoutEffect().isEmpty()) {
      say("Without effect here:");
      checked.withoutEffect().forEach(what -> say("  " + what));
    }
    say("%s: %d resources, all run here".formatted(source.getFileName(), resources));
  }

  private static LocalCloudSettings settings(SamProject project, Options options) {
    return LocalCloudSettings.of(project.template(), project.folder())
        .withStack(options.stackName(), options.region())
        .withParameters(options.parameters())
        .withPorts(options.apiPort(), options.endpointPort())
        .withWorkflowRates(options.workflowRates())
        .withLogs(
            options.quiet() ? ConsoleLog.quiet() : ConsoleLog.standard(options.stackName() + "-"));
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private static void fail(String message) {
    System.out.flush();
    System.err.println(message);
    System.exit(1);
  }
}
