/** The repository's scripts, run by tests against a local cloud. */
@NullMarked
package com.example.orders.scripts;

import org.jspecify.annotations.NullMarked;
