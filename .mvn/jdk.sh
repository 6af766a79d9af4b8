# Sourced by mvnw and sluice. Points JAVA_HOME at a JDK new enough for this build, unless it already is.
# Looks at JAVA_HOME, then at the usual places; reads each candidate's `release` file, runs nothing.

jdk_needed=25

jdk_major() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }
jdk_fits() { [ -x "$1/bin/javac" ] && [ "$(jdk_major "$1")" -ge "$jdk_needed" ] 2>/dev/null; }

if ! { [ -n "${JAVA_HOME-}" ] && jdk_fits "$JAVA_HOME"; }; then
  for jdk in /usr/lib/jvm/* /opt/java/* "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_fits "$jdk"; then
      export JAVA_HOME="$jdk"
      break
    fi
  done
fi
