package com.example.orders.load;

/** Whose default quotas hold. A small region is one with the lowest defaults. */
public enum AwsAccount {
  NEW,
  SMALL_REGION,
  LARGE_REGION
}
