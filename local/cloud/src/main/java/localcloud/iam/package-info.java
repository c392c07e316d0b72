/**
 * Who may do what: the policies of roles and resources, and the sessions of those who assume a
 * role.
 */
@NullMarked
package localcloud.iam;

import org.jspecify.annotations.NullMarked;
