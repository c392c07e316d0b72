/** The local cloud: every part wired together behind one AWS endpoint. */
@NullMarked
package localcloud.cloud;

import org.jspecify.annotations.NullMarked;
