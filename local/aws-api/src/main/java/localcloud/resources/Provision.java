package localcloud.resources;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import localcloud.aws.AwsCall;
import localcloud.aws.AwsException;
import localcloud.aws.AwsService;

/** Where a stack's resources are created: the services that run. */
public final class Provision {
  private final AwsService aws;
  private final String administrator;

  /** The region and the account, as in an ARN. */
  private final String place;

  private final Map<Class<?>, Object> services;
  private final List<Runnable> starts;
  private final UnaryOperator<String> accountId;

  /**
   * A cloud without services of its own types.
   *
   * @param aws answers AWS calls
   * @param account in whose name CloudFormation calls
   */
  public Provision(AwsService aws, String region, String account) {
    this(
        aws,
        "arn:aws:iam::" + account + ":root",
        region + ":" + account,
        new HashMap<>(),
        new ArrayList<>(),
        UnaryOperator.identity());
  }

  private Provision(
      AwsService aws,
      String administrator,
      String place,
      Map<Class<?>, Object> services,
      List<Runnable> starts,
      UnaryOperator<String> accountId) {
    this.aws = aws;
    this.administrator = administrator;
    this.place = place;
    this.services = services;
    this.starts = starts;
    this.accountId = accountId;
  }

  /**
   * The same cloud, for the resources of one of its stacks.
   *
   * @param accountId from a logical ID of the stack to the ID by which the account knows it
   */
  public Provision ofStack(UnaryOperator<String> accountId) {
    return new Provision(aws, administrator, place, services, starts, accountId);
  }

  /** The ARN of a resource of this region and account. */
  public String arn(String service, String resource) {
    return "arn:aws:" + service + ":" + place + ":" + resource;
  }

  /** The ID by which the account knows a resource: logical IDs are a stack's own. */
  public String accountId(String logicalId) {
    return accountId.apply(logicalId);
  }

  /** Adds a service, for handlers that need more of it than its API. */
  public <S> Provision with(Class<S> type, S service) {
    services.put(type, service);
    return this;
  }

  /** A service that the handler needs. */
  public <S> S get(Class<S> type) {
    var service = type.cast(services.get(type));
    if (service == null) {
      throw new IllegalStateException("This cloud has no " + type.getName());
    }
    return service;
  }

  /**
   * Makes a call of a JSON API as the account's administrator.
   *
   * @param target such as {@code AmazonSQS.CreateQueue}
   * @throws ResourceNotCreatedException if the service refuses it
   */
  public void call(String service, String target, ObjectNode request) {
    try {
      var answer = aws.answer(AwsCall.json(service, administrator, target, request));
      if (answer.isError()) {
        throw new ResourceNotCreatedException(answer.text());
      }
    } catch (AwsException e) {
      throw new ResourceNotCreatedException(String.valueOf(e.getMessage()));
    }
  }

  /** What begins to act by itself, a poller or an open port, when all resources are there. */
  public void whenComplete(Runnable start) {
    starts.add(start);
  }

  /** Starts what waited for the stack to be complete. */
  public void complete() {
    List.copyOf(starts).forEach(Runnable::run);
    starts.clear();
  }
}
