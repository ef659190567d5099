#!/bin/bash
# Runs the daemon twice, once to leave a journal and once to go on from it, and has the JVM write what it learned in the
# second run to $AOT_OUTPUT: as for orchagent, so that CONFIG_DB is followed, which a direct run does without. Called by
# make_daemon_cache, with the daemon's command; "own" says that the network namespace is its own, so that it can have
# neighbors enough for the JVM to learn what is done most.
set -u

NEIGHBORS=20000

add_link() { ip link add rehearsal0 type veth peer name rehearsal1 && ip link set rehearsal0 up && ip link set rehearsal1 up; }

put_neighbors() { # how many, first byte of their link addresses
  awk -v n="$1" -v lladdr="$2" 'BEGIN { for (i = 0; i < n; i++) printf \
    "neigh replace 10.%d.%d.%d lladdr %s:00:00:%02x:%02x:%02x dev rehearsal0 nud permanent\n",
    1 + i / 62500, i / 250 % 250, i % 250 + 1, lladdr, i / 65536, i / 256 % 256, i % 256 }' | ip -batch -
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

# Runs the daemon until it is ready, and on until its journal has been opened and tidied; then ends it in good order.
rehearse() { # option of the JVM
  : > "$dir/out"
  "$java" ${1:+"$1"} "${daemon[@]}" --protocol producer-state --redis "$redis" --journal "$dir/journal" > "$dir/out" &
  for ((tenth = 0; tenth < 200; tenth++)); do
    grep -q ^ready "$dir/out" && break
    sleep 0.1
  done
  sleep 3
  kill "$!"
  wait "$!"
}

own=$1 java=$2 daemon=("${@:3}")
[ "$own" != own ] || { add_link && put_neighbors "$NEIGHBORS" 02; }
dir=$(mktemp -d) || exit
trap leave EXIT
start_redis
rehearse
# half of them are to be written, half to be found unchanged
[ "$own" != own ] || put_neighbors $((NEIGHBORS / 2)) 06
rehearse "-XX:AOTCacheOutput=$AOT_OUTPUT"
