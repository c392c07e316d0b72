/** S3, as far as a template's buckets need it, by S3Proxy. */
@NullMarked
package localcloud.s3;

import org.jspecify.annotations.NullMarked;
