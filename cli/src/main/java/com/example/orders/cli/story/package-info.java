/** One order's journey, put together from what the services remember. */
@NullMarked
package com.example.orders.cli.story;

import org.jspecify.annotations.NullMarked;
