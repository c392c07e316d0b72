/** Amazon SNS on this machine: topics that send to queues and functions. */
@NullMarked
package localcloud.sns;

import org.jspecify.annotations.NullMarked;
