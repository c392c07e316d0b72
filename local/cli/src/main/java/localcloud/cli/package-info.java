/** The command that runs a SAM project in the local cloud. */
@NullMarked
package localcloud.cli;

import org.jspecify.annotations.NullMarked;
