#!/bin/sh
# Measures what the live page costs a busy pipeline, in processor time of its own process, in turns: without the page, with it and
# no reader, and with curl as a reader of its stream:
#
#   bench/live/run.sh
#
# Needs curl, and the library built: ./mvnw -pl observe -am -DskipTests package

set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
home=$(CDPATH='' cd -- "$here/../.." && pwd -P)
. "$home/.mvn/jdk.sh"
[ -d "$home/observe/target/classes" ] || { echo "build it first: ./mvnw -pl observe -am -DskipTests package" >&2; exit 2; }
exec "$JAVA_HOME/bin/java" "-Drounds=${ROUNDS:-7}" -cp "$home/lib/target/classes:$home/observe/target/classes" "$here/Busy.java"
