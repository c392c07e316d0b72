/** The AWS endpoint: protocols, errors, and the way of a call to its service. */
@NullMarked
package localcloud.endpoint;

import org.jspecify.annotations.NullMarked;
