#!/bin/sh
# Measures the chat server beside a broadcast server on npm's ws and, where there is one, gorilla/websocket's chat example:
#
#   bench/chat/run.sh [SECONDS]
#
# The same load client puts the same load on each of them, in turns, three rounds of it. What is printed is the processor time of the server a
# delivery, from /proc/PID/stat, and the ratio to the anchor: gorilla where it is, else ws. Needs Linux, curl, node and npm.
#
#   GORILLA=/path/to/chat   the chat example of gorilla/websocket, built by `go build` in its folder examples/chat. It serves its socket at /ws.
#                           (It joins queued messages with newlines, which the load client splits. Its longest message is 512 bytes.)
#   CLIENTS=500 ROUNDS=3 IDLE=10000
#   WARM_UP=15              seconds before a run is measured, so that Java has compiled what is hot. It still compiles now and then.
#   SERVERS="ours ours-history ws gorilla"

set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
home=$(CDPATH='' cd -- "$here/../.." && pwd -P)
. "$home/.mvn/jdk.sh"
seconds=${1:-10}
clients=${CLIENTS:-500}
rounds=${ROUNDS:-3}
idle=${IDLE:-10000}
warm=${WARM_UP:-15}
jar=$home/chat/target/sluice-chat.jar
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT

[ -f "$jar" ] || { echo "build it first: ./mvnw -pl chat -am -DskipTests package" >&2; exit 2; }
ulimit -n "$(ulimit -H -n)"

java="$JAVA_HOME/bin/java -XX:+UseParallelGC -XX:MaxNewSize=64m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -jar $jar"
limits="--client-rate 0 --room-rate 0 --total-rate 0 --max-connections 100000"

# Starts a server as process $server at $port. Its name says which one.
start() {
  port=$((port + 1))
  # shellcheck disable=SC2086 # lists of words
  case $1 in
    ours) (exec $java --port $port --no-history $limits >/dev/null) & ;;
    ours-history) rm -f "$work"/chat.db*; (exec $java --port $port --data "$work/chat.db" $limits >/dev/null) & ;;
    ws) (cd "$work" && exec node ws-broadcast.mjs $port) & ;;
    gorilla) (cd "$(dirname -- "$GORILLA")" && exec "$GORILLA" -addr 127.0.0.1:$port) & ;;
  esac
  server=$!
  until curl -s -o /dev/null "http://127.0.0.1:$port/"; do sleep 0.2; done
}

stop() {
  kill "$server"
  wait "$server" 2>/dev/null || :
  server=
}

load() {
  protocol=
  case $1 in
    ours) protocol=--no-acks ;;
    ours-history) ;;
    *) protocol=--raw ;;
  esac
  shift
  # shellcheck disable=SC2086 # lists of words
  $java load "ws://127.0.0.1:$port/ws" $protocol --clients "$clients" --server-pid "$server" "$@"
}

servers=${SERVERS:-ours ours-history ws${GORILLA:+ gorilla}}
case " $servers " in *" gorilla "*) anchor=gorilla ;; *) anchor=ws ;; esac
cp "$here/ws-broadcast.mjs" "$work/"
case " $servers " in *" ws "*) (cd "$work" && npm install --no-audit --no-fund ws@8.18.0 >/dev/null) ;; esac
port=18080

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for kind in saturated 300 60 wide stalled; do
  clients=${CLIENTS:-500}
  case $kind in
    saturated) how="--in-flight 32" ;;
    wide) how="--rate 40" clients=1000 ;;
    stalled) how="--rate 40 --stalled 5" clients=1000 ;;
    *) how="--rate $kind" ;;
  esac
  for _ in $(seq "$rounds"); do
    for each in $servers; do
      start "$each"
      # shellcheck disable=SC2086 # a list of words
      load "$each" $how --seconds "$seconds" --warm-up "$warm" >"$work/out" || cat "$work/out" >&2
      sed -n 's/^the server: .*processors, \([0-9.]*\) µs.*/\1/p' "$work/out" >>"$work/$kind.$each"
      sed -n 's/^latency in ms: .*p99 \([0-9.]*\),.*/\1/p' "$work/out" >>"$work/$kind.$each.p99"
      stop
    done
  done
  base=$(median <"$work/$kind.$anchor")
  for each in $servers; do
    cpu=$(median <"$work/$kind.$each")
    spread=$(sort -n "$work/$kind.$each" | tr '\n' ' ')
    echo "$kind $each: $cpu µs a delivery ($spread), $(awk "BEGIN {printf \"%.2f\", $cpu / $base}") of $anchor; p99 $(median <"$work/$kind.$each.p99") ms"
  done
done

resident() { awk '/^VmRSS/ {print $2}' "/proc/$server/status"; }

for each in $servers; do
  start "$each"
  clients=500 load "$each" --in-flight 32 --seconds 1 --warm-up 5 >/dev/null # so that what a first load costs isn't counted
  before=$(resident)
  clients=$idle load "$each" --rooms $((idle / 100)) --in-flight 0 --seconds 20 --warm-up 0 >"$work/out" &
  holder=$!
  until grep -q ' clients in ' "$work/out" 2>/dev/null; do sleep 0.5; done
  case $each in ours*) "$JAVA_HOME/bin/jcmd" "$server" GC.run >/dev/null ;; esac
  sleep 2
  echo "$idle idle clients, $each: $(awk "BEGIN {printf \"%.1f\", ($(resident) - $before) / $idle}") KiB each"
  wait "$holder" || cat "$work/out" >&2
  stop
done
