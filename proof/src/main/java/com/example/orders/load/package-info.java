/**
 * What a deployed template does under load: its limits, AWS's, and a simulation on virtual time.
 */
@NullMarked
package com.example.orders.load;

import org.jspecify.annotations.NullMarked;
