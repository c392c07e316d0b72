/** What each service says of the CloudFormation resource types that it creates. */
@NullMarked
package localcloud.resources;

import org.jspecify.annotations.NullMarked;
