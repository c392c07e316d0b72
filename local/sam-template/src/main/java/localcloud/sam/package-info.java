/** Reads a SAM template and resolves it to resources. */
@NullMarked
package localcloud.sam;

import org.jspecify.annotations.NullMarked;
