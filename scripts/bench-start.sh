# Time from the JVM's exec to the last row in Redis, in a network namespace of its own with a real redis-server.
# Sourced by scripts/bench, with ROOT set and lib.sh read.
# shellcheck shell=bash

START_RUNS=7

start_conditions() {
  printf '# %s, %s cores, Linux %s, %s, load %s\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(uname -r)" \
    "$(redis-server --version | sed 's/ sha=.*//')" "$(cut -d' ' -f1-3 /proc/loadavg)"
}

start_neighbors() { # how many, as lines for ip -batch
  awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf \
    "neigh add 10.%d.%d.%d lladdr 02:00:00:%02x:%02x:%02x dev Ethernet0 nud permanent\n", \
    1 + i / 62500, i / 250 % 250, i % 250 + 1, i / 65536, i / 256 % 256, i % 256 }'
}

start_once() { # prints milliseconds
  redis-cli -s "$START_DIR/redis.sock" flushall >/dev/null
  ip netns exec "$START_NS" "$ROOT/scripts/neighsyncd" --redis "unix:$START_DIR/redis.sock" \
    --protocol producer-state --once 2>"$START_DIR/err" | sed -n 's/^ready .* elapsed_ms=//p'
}

start_table() { # neighbors...
  local neighbors run values
  echo "# milliseconds from the JVM's exec to the last row in Redis; producer-state, empty Redis, $START_RUNS starts each"
  start_conditions
  printf '%10s %8s %8s %8s\n' neighbors median min max
  for neighbors in "$@"; do
    ip -n "$START_NS" neigh flush dev Ethernet0 nud permanent
    start_neighbors "$neighbors" > "$START_DIR/batch"
    ip -n "$START_NS" -batch "$START_DIR/batch"
    mapfile -t values < <(for ((run = 0; run < START_RUNS; run++)); do start_once; done | sort -n)
    if [ ${#values[@]} != "$START_RUNS" ]; then
      cat "$START_DIR/err" >&2
      say "a start with $neighbors neighbors failed"
      return 1
    fi
    printf '%10d %8d %8d %8d\n' "$neighbors" "${values[START_RUNS / 2]}" "${values[0]}" "${values[START_RUNS - 1]}"
  done
}

start_cleanup() {
  [ -s "$START_DIR/pid" ] && kill "$(cat "$START_DIR/pid")"
  ip netns del "$START_NS" 2>/dev/null
  rm -rf "$START_DIR"
}

bench_start() { # neighbors...
  local program file
  [ "$(id -u)" = 0 ] || { say "start needs root: it makes a network namespace"; return 77; }
  for program in ip redis-server redis-cli; do
    command -v "$program" >/dev/null ||
      { say "start needs $program (Debian: iproute2, redis-server)"; return "$EX_UNAVAILABLE"; }
  done
  build || return
  START_DIR=$(mktemp -d)
  START_NS=neighsync-bench-$$
  trap start_cleanup EXIT
  ip netns add "$START_NS" &&
    ip -n "$START_NS" link add Ethernet0 type veth peer name peer0 &&
    ip -n "$START_NS" link set Ethernet0 up &&
    ip -n "$START_NS" link set peer0 up &&
    redis-server --port 0 --unixsocket "$START_DIR/redis.sock" --save "" --daemonize yes \
      --pidfile "$START_DIR/pid" --dir "$START_DIR" >/dev/null || return 1
  file=$ROOT/bench/results/$(date -u +%Y-%m-%d)-$(git -C "$ROOT" rev-parse --short HEAD 2>/dev/null || echo exported)-start.txt
  mkdir -p "$ROOT/bench/results"
  start_table "$@" | tee "$file"
  [ "${PIPESTATUS[0]}" = 0 ] || return 1
  echo "written to ${file#"$ROOT"/}"
}
