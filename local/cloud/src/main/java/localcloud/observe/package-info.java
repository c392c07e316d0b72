/** What is seen of the calls: the journal, counts, capacity units and log lines. */
@NullMarked
package localcloud.observe;

import org.jspecify.annotations.NullMarked;
