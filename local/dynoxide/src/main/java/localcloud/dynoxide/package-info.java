/** DynamoDB's API for the local cloud and for tests, by Dynoxide. */
@NullMarked
package localcloud.dynoxide;

import org.jspecify.annotations.NullMarked;
