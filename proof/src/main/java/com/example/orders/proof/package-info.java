/**
 * The proof: a load of orders under faults, and a checker that compares the answers of clients with
 * what every part of the application has on record. See {@code docs/decisions/017}.
 */
@NullMarked
package com.example.orders.proof;

import org.jspecify.annotations.NullMarked;
