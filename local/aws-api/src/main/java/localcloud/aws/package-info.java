/** The calls that the parts of the local cloud exchange: AWS API requests and answers. */
@NullMarked
package localcloud.aws;

import org.jspecify.annotations.NullMarked;
