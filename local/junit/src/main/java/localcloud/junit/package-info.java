/** Starts the local cloud for JUnit tests. */
@NullMarked
package localcloud.junit;

import org.jspecify.annotations.NullMarked;
