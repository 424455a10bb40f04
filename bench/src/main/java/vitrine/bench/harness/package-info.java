/// How a workload is timed and weighed. The peers on the JVM compile this package as well, so that
/// one clock measures all of them: it may use nothing but the JDK.
@NullMarked
package vitrine.bench.harness;

import org.jspecify.annotations.NullMarked;
