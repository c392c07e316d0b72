/** Gives failures back to where they come from, and sees what came of it. */
@NullMarked
package com.example.orders.replayfailures;

import org.jspecify.annotations.NullMarked;
