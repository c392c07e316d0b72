/** Faults by rules: of calls, invocations, deliveries and clocks. */
@NullMarked
package localcloud.faults;

import org.jspecify.annotations.NullMarked;
