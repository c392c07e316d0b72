/** SQS: ElasticMQ, and the rules of AWS that it does not know. */
@NullMarked
package localcloud.sqs;

import org.jspecify.annotations.NullMarked;
