package com.example.orders.webhooktesting;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** A DynamoDB client whose writes go another way than they were meant to. */
final class AlteredClient implements InvocationHandler {
  private final DynamoDbClient client;
  private final UnaryOperator<Object> alter;
  private final int times;

  private AlteredClient(DynamoDbClient client, UnaryOperator<Object> alter, int times) {
    this.client = client;
    this.alter = alter;
    this.times = times;
  }

  /** Loses the first answer of each write, and makes the write again, as the SDK does. */
  static DynamoDbClient losingAnswers(DynamoDbClient client) {
    return proxy(new AlteredClient(client, AlteredClient::withToken, 2));
  }

  /** Its conditions are always met. */
  static DynamoDbClient withoutConditions(DynamoDbClient client) {
    return proxy(new AlteredClient(client, AlteredClient::withoutCondition, 1));
  }

  private static DynamoDbClient proxy(AlteredClient handler) {
    return (DynamoDbClient)
        Proxy.newProxyInstance(
            DynamoDbClient.class.getClassLoader(), new Class<?>[] {DynamoDbClient.class}, handler);
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args)
      throws Throwable {
    if (args != null && args[0] instanceof Consumer<?>) {
      return InvocationHandler.invokeDefault(proxy, method, args);
    }
    if (args != null && isWrite(args[0])) {
      var request = alter.apply(args[0]);
      for (int i = 1; i < times; i++) {
        call(method, request);
      }
      return call(method, request);
    }
    return call(method, args);
  }

  private @Nullable Object call(Method method, Object @Nullable ... args) throws Throwable {
    try {
      return method.invoke(client, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static boolean isWrite(Object request) {
    return request instanceof PutItemRequest
        || request instanceof UpdateItemRequest
        || request instanceof TransactWriteItemsRequest;
  }

  private static Object withToken(Object request) {
    return request instanceof TransactWriteItemsRequest transaction
        ? transaction.toBuilder().clientRequestToken(UUID.randomUUID().toString()).build()
        : request;
  }

  private static Object withoutCondition(Object request) {
    return switch (request) {
      case PutItemRequest put ->
          put.toBuilder().conditionExpression(met(put.conditionExpression())).build();
      case UpdateItemRequest update ->
          update.toBuilder().conditionExpression(met(update.conditionExpression())).build();
      case TransactWriteItemsRequest all ->
          all.toBuilder()
              .transactItems(
                  all.transactItems().stream().map(AlteredClient::withoutCondition).toList())
              .build();
      default -> request;
    };
  }

  private static TransactWriteItem withoutCondition(TransactWriteItem item) {
    var put = item.put();
    var update = item.update();
    return TransactWriteItem.builder()
        .put(
            put == null
                ? null
                : put.toBuilder().conditionExpression(met(put.conditionExpression())).build())
        .update(
            update == null
                ? null
                : update.toBuilder().conditionExpression(met(update.conditionExpression())).build())
        .build();
  }

  /** Still names all values, for one that is not named is an error. */
  private static @Nullable String met(@Nullable String condition) {
    return condition == null ? null : "(" + condition + ") OR attribute_not_exists(nothing)";
  }
}
