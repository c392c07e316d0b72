/** Amazon Cognito user pools: users with passwords, and the tokens that they get. */
@NullMarked
package com.example.orders.local.cognito;

import org.jspecify.annotations.NullMarked;
