/** Amazon API Gateway: a REST API from its OpenAPI definition. */
@NullMarked
package com.example.orders.local.apigateway;

import org.jspecify.annotations.NullMarked;
