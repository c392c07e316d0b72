/** AWS AppConfig on this machine: flags and settings that are checked and rolled out. */
@NullMarked
package localcloud.appconfig;

import org.jspecify.annotations.NullMarked;
