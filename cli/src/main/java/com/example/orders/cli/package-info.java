/** The commands of Orderly. */
@NullMarked
package com.example.orders.cli;

import org.jspecify.annotations.NullMarked;
