/** EventBridge Scheduler on this machine. */
@NullMarked
package localcloud.scheduler;

import org.jspecify.annotations.NullMarked;
