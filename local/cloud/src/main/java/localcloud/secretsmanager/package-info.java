/** Secrets Manager, as far as a template's secrets and their readers need it. */
@NullMarked
package localcloud.secretsmanager;

import org.jspecify.annotations.NullMarked;
