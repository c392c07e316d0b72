/** Pictures that are drawn from what they show. */
@NullMarked
package com.example.orders.diagrams;

import org.jspecify.annotations.NullMarked;
