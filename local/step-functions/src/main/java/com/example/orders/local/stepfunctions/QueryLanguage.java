package com.example.orders.local.stepfunctions;

/** The two languages in which a state may select and shape its data. */
enum QueryLanguage {
  JSON_PATH,
  JSONATA
}
