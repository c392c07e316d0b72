/** AWS CodeDeploy for Lambda: a hook before traffic, and an alias that is moved step by step. */
@NullMarked
package localcloud.codedeploy;

import org.jspecify.annotations.NullMarked;
