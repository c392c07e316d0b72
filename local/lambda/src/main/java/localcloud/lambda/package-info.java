/** AWS Lambda: execution environments, the Runtime API and event source mappings. */
@NullMarked
package localcloud.lambda;

import org.jspecify.annotations.NullMarked;
