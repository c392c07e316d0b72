/** Amazon API Gateway: a REST API from its OpenAPI definition. */
@NullMarked
package localcloud.apigateway;

import org.jspecify.annotations.NullMarked;
