/** Refuses settings that the functions could not use. */
@NullMarked
package com.example.orders.checksettings;

import org.jspecify.annotations.NullMarked;
