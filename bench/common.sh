# What the scripts of this folder share: the JDK, the build, the flags of the JVMs.
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
root=$(dirname "$bench")

fail() {
  printf 'bench: %s\n' "$*" >&2
  exit 2
}

is_jdk() { [[ -x $1/bin/javac && -r $1/release ]] && grep -q '^JAVA_VERSION="25[".+-]' "$1/release"; }

find_jdk() {
  local folder
  for folder in "${JAVA_HOME:-none}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/*; do
    ! is_jdk "$folder" || {
      printf '%s\n' "$folder"
      return
    }
  done
  fail "no JDK 25 found: set JAVA_HOME to one"
}
jdk=$(find_jdk)

# Every JVM that is measured gets these. AlwaysPreTouch: on a virtual machine the first touch of a page costs more than
# what is measured. A fixed heap, so that no column pays for growing one. The two properties are the number of carriers of
# the JDK's own scheduler; the doors are what our async blocks need and what makes them faster, and our sockets to use epoll.
jvm_flags=(-XX:+UseG1GC -Xms1g -Xmx1g -XX:+AlwaysPreTouch
  -Djdk.virtualThreadScheduler.parallelism=2 -Djdk.virtualThreadScheduler.maxPoolSize=2
  --add-opens java.base/java.lang=ALL-UNNAMED --add-exports java.base/sun.nio.ch=ALL-UNNAMED
  --add-exports java.base/jdk.internal.vm=ALL-UNNAMED --enable-native-access=ALL-UNNAMED)

build_ours() {
  [[ ${BENCH_BUILD-} == off ]] ||
    JAVA_HOME=$jdk MAVEN_OPTS="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow ${MAVEN_OPTS-}" \
      mvn -f "$root/pom.xml" -q -B -ntp -Dmaven.test.skip=true -pl bench -am package
}

our_class_path() { printf '%s:%s' "$bench/target/vitrine-bench.jar" "$(cat "$bench/target/classpath")"; }
