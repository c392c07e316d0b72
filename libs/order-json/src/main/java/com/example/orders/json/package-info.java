/** JSON at the edges: one strict mapper for every function. */
@NullMarked
package com.example.orders.json;

import org.jspecify.annotations.NullMarked;
