#!/bin/sh
# What a remote channel costs, beside the bare client: ./bench/nats/run.sh [VALUES]. Needs nats-server, and a machine that does nothing else.
set -eu
cd "$(dirname "$0")/../.."
. .mvn/jdk.sh
./mvnw -q -B -pl lib,remote -am compile dependency:build-classpath -Dmdep.outputFile=target/nats.classpath -Dmdep.includeScope=runtime </dev/null
"$JAVA_HOME/bin/java" -cp "remote/target/classes:$(cat remote/target/nats.classpath)" bench/nats/Figures.java "$@"
