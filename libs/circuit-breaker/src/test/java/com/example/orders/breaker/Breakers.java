package com.example.orders.breaker;

import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import localcloud.dynoxide.Dynoxide;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The table of the breakers in Dynoxide, and stores of single dependencies in it. */
final class Breakers implements AutoCloseable {
  static final String TABLE = "Breakers";

  private final Dynoxide dynoxide = Dynoxide.start();
  private final DynamoDbClient dynamoDb = dynoxide.client();

  Breakers() {
    dynoxide.createTable(TABLE, "dependency");
  }

  DynamoDbClient dynamoDb() {
    return dynamoDb;
  }

  BreakerStore store(String dependency, InstantSource clock) {
    return new DynamoDbBreakerStore(dynamoDb, TABLE, dependency, clock);
  }

  @Override
  public void close() {
    dynoxide.close();
  }

  /** Counts what is asked of a store, and can be down. */
  static final class Watched implements BreakerStore {
    private final BreakerStore store;
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean down;

    Watched(BreakerStore store) {
      this.store = store;
    }

    int reads() {
      return reads.get();
    }

    void down(boolean isDown) {
      down = isDown;
    }

    @Override
    public BreakerState read() {
      reads.incrementAndGet();
      check();
      return store.read();
    }

    @Override
    public Optional<BreakerState> swap(BreakerState seen, BreakerState next) {
      check();
      return store.swap(seen, next);
    }

    private void check() {
      if (down) {
        throw new BreakerStoreException(new IllegalStateException("planted"));
      }
    }
  }
}
