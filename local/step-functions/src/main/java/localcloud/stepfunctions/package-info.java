/** AWS Step Functions: interprets the Amazon States Language. */
@NullMarked
package localcloud.stepfunctions;

import org.jspecify.annotations.NullMarked;
