/** DynamoDB: Dynoxide, its streams, its tables and what AWS would charge for a call. */
@NullMarked
package localcloud.dynamodb;

import org.jspecify.annotations.NullMarked;
