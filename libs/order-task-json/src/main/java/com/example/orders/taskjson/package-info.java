/** How the workflow's task functions read their input and write their output. */
@NullMarked
package com.example.orders.taskjson;

import org.jspecify.annotations.NullMarked;
