# Time from the JVM's exec to ready when nothing has changed: rows known from the journal, and in turn read from Redis.
# Sourced by scripts/bench, with ROOT set and lib.sh and bench-world.sh read.
# shellcheck shell=bash

RESTART_LINK=Ethernet12

RESTART_READY_SECONDS=60
RESTART_MARK_SECONDS=10
# how long a run goes on once a restart could go on from its journal
RESTART_SETTLE_SECONDS=2

restart_conditions() {
  printf '# %s, %s cores, Linux %s, %s, load %s\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(uname -r)" \
    "$(redis-server --version | sed 's/ sha=.*//')" "$(cut -d' ' -f1-3 /proc/loadavg)"
}

restart_redis() {
  redis-server --port 0 --unixsocket "$WORLD_DIR/redis.sock" --save "" --daemonize yes \
    --pidfile "$WORLD_DIR/pid" --dir "$WORLD_DIR" >/dev/null
}

restart_neighbors() { # how many: the kernel has these and no others
  ip -n "$WORLD_NS" neigh flush dev "$RESTART_LINK" nud permanent
  awk -v n="$1" -v link="$RESTART_LINK" 'BEGIN { for (i = 0; i < n; i++) printf \
    "neigh add 10.%d.%d.%d lladdr 02:00:00:%02x:%02x:%02x dev %s nud permanent\n", \
    1 + i / 62500, i / 250 % 250, i % 250 + 1, i / 65536, i / 256 % 256, i % 256, link }' > "$WORLD_DIR/batch"
  ip -n "$WORLD_NS" -batch "$WORLD_DIR/batch"
}

# Prints median, least and most of numbers, one a line; fails unless there are so many.
restart_summary() { # how many
  sort -n | awk -v n="$1" '{ v[NR] = $1 } END { if (NR != n) exit 1; print v[int((n + 1) / 2)], v[1], v[n] }'
}

restart_redis_cli() { redis-cli -s "$WORLD_DIR/redis.sock" "$@"; }

restart_marker() { restart_redis_cli get NEIGHSYNCD_MARKER; }

# Whether a marker is that of another run than the one before, and says from where on decisions may not be in Redis.
restart_is_marked() { # marker, the one before
  local owner epoch watermark last
  IFS=: read -r owner epoch watermark last <<< "$1"
  [ -n "$last" ] && [ "$owner:$epoch" != "$(cut -d: -f1,2 <<< "$2")" ] && [ "$watermark" != 0 ]
}

# Looks every 10 ms until a command succeeds.
restart_await() { # seconds command...
  local deadline=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$deadline" ] && [ -e "/proc/$WORLD_DAEMON" ] || return 1
    sleep 0.01
  done
}

restart_is_ready() { grep -q '^ready ' "$WORLD_DIR/out"; }

restart_has_marked() { restart_is_marked "$(restart_marker)" "$1"; } # the marker before

# Runs a daemon until it is ready, with a journal until that could be gone on from, and ends it with SIGKILL.
restart_run() { # folder of the journal, or none
  local before
  before=$(restart_marker)
  ip netns exec "$WORLD_NS" "$ROOT/scripts/neighsyncd" --redis "unix:$WORLD_DIR/redis.sock" --protocol direct \
    --journal "$1" --set logging.output=stderr --set logging.level=info > "$WORLD_DIR/out" 2> "$WORLD_DIR/err" &
  WORLD_DAEMON=$!
  restart_await "$RESTART_READY_SECONDS" restart_is_ready &&
    { [ "$1" = none ] || { restart_await "$RESTART_MARK_SECONDS" restart_has_marked "$before" &&
      sleep "$RESTART_SETTLE_SECONDS"; }; }
  local result=$?
  kill -9 "$WORLD_DAEMON" 2>/dev/null
  wait "$WORLD_DAEMON" 2>/dev/null
  WORLD_DAEMON=
  return "$result"
}

# Milliseconds of the last run from exec to ready; nothing when it wrote or when its rows are not those of the kernel.
restart_elapsed() { # neighbors
  sed -n "s/^ready neighbors=[0-9]* rows=$1 writes=0 elapsed_ms=//p" "$WORLD_DIR/out"
}

# Microseconds in which the last run read its journal; nothing when it had to read Redis.
restart_replayed() { # neighbors
  grep -q " $1 are known, 0 are read" "$WORLD_DIR/err" &&
    sed -n "s/.*journal: [0-9]* records in \([0-9]*\) us from segment .*/\1/p" "$WORLD_DIR/err"
}

restart_failed() { # neighbors
  cat "$WORLD_DIR/out" "$WORLD_DIR/err" >&2
  say "a restart with $1 unchanged neighbors failed"
  return 1
}

# Leaves journal and Redis as a run leaves them that was killed when it had nothing to do.
restart_prepare() { # neighbors
  rm -rf "$WORLD_DIR/journal"
  rm -f "$WORLD_DIR"/times-*
  restart_redis_cli flushall >/dev/null
  restart_neighbors "$1"
  restart_run "$WORLD_DIR/journal"
}

restart_measure() { # neighbors runs
  local run
  for ((run = 0; run < $2; run++)); do
    restart_run "$WORLD_DIR/journal" || return
    restart_elapsed "$1" >> "$WORLD_DIR/times-journal"
    restart_replayed "$1" >> "$WORLD_DIR/times-replay"
    restart_run none || return
    restart_elapsed "$1" >> "$WORLD_DIR/times-redis"
  done
}

restart_line() { # neighbors runs what file
  local figures
  figures=$(restart_summary "$2" < "$WORLD_DIR/$4") || return
  # shellcheck disable=SC2086
  printf '%10d  %-28s %9d %9d %9d\n' "$1" "$3" $figures
}

restart_table() { # runs neighbors...
  local runs=$1 neighbors
  shift
  echo "# restarts with unchanged neighbors after kill -9, nothing written: $runs with the journal, whose segments are" \
    "on $(stat -f -c %T "$WORLD_DIR"), in turn with $runs that read Redis; direct, one Redis"
  restart_conditions
  printf '%10s  %-28s %9s %9s %9s\n' neighbors what median min max
  for neighbors in "$@"; do
    restart_prepare "$neighbors" && restart_measure "$neighbors" "$runs" &&
      restart_line "$neighbors" "$runs" "journal, exec to ready, ms" times-journal &&
      restart_line "$neighbors" "$runs" "  of it reading, us" times-replay &&
      restart_line "$neighbors" "$runs" "Redis, exec to ready, ms" times-redis ||
      { restart_failed "$neighbors"; return 1; }
  done
}

bench_restart() { # runs neighbors...
  local file
  enter_world "$RESTART_LINK" && restart_redis || return
  file=$(result_file restart.txt)
  restart_table "$@" | tee "$file"
  [ "${PIPESTATUS[0]}" = 0 ] || { rm -f "$file"; return 1; }
  echo "written to ${file#"$ROOT"/}"
}
