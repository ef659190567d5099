#!/bin/bash
# Runs the daemon twice, once to leave a journal and once to go on from it, and makes the AOT cache of what the second run
# did. Called by make_aot_cache; "own" says that the network namespace is its own, so that it can have neighbors enough
# for the JVM to learn what is done most.
set -u
ROOT=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)
. "$ROOT/scripts/lib.sh"

NEIGHBORS=20000

add_neighbors() {
  ip link add rehearsal0 type veth peer name rehearsal1 && ip link set rehearsal0 up && ip link set rehearsal1 up || return
  awk -v n="$NEIGHBORS" 'BEGIN { for (i = 0; i < n; i++) printf \
    "neigh add 10.%d.%d.%d lladdr 02:00:00:%02x:%02x:%02x dev rehearsal0 nud permanent\n",
    1 + i / 62500, i / 250 % 250, i % 250 + 1, i / 65536, i / 256 % 256, i % 256 }' | ip -batch -
}

# A redis-server that outlives the first run, if there is one to be had; else each run has an embedded one.
start_redis() {
  redis=embedded
  command -v redis-server >/dev/null &&
    redis-server --port 0 --unixsocket "$dir/redis.sock" --save "" --daemonize yes --pidfile "$dir/redis.pid" --dir "$dir" &&
    redis=unix:$dir/redis.sock
}

leave() {
  [ -s "$dir/redis.pid" ] && kill "$(cat "$dir/redis.pid")"
  rm -rf "$dir"
}

run() { # option of the JVM, option of the daemon
  exec "$JAVA" @"$ROOT/scripts/jvm.options" @"$ROOT/scripts/daemon.options" ${1:+"$1"} -cp "$CLASS_PATH" "$MAIN_CLASS" \
    --redis "$redis" --journal "$dir/journal" ${2:+"$2"}
}

find_jdk || exit
[ "${1-}" != own ] || add_neighbors
dir=$(mktemp -d) || exit
trap leave EXIT
start_redis
run "" "" &
first=$!
for ((second = 0; second < 5; second++)); do
  sleep 1
  compgen -G "$dir/journal/segments/*" >/dev/null && break
done
sleep 2
kill "$first"
wait "$first"
(run "-XX:AOTCacheOutput=$AOT_CACHE" --once)
