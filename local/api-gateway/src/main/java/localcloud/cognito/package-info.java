/** Amazon Cognito user pools: users with passwords, and the tokens that they get. */
@NullMarked
package localcloud.cognito;

import org.jspecify.annotations.NullMarked;
