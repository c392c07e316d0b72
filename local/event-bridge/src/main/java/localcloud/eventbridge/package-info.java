/** Amazon EventBridge: buses, rules and targets. */
@NullMarked
package localcloud.eventbridge;

import org.jspecify.annotations.NullMarked;
