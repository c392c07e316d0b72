/** AWS WAF: rules in front of an API. */
@NullMarked
package localcloud.waf;

import org.jspecify.annotations.NullMarked;
