# What the journal costs: appends at a rate, and the latency of pipeline and daemon with a journal and without. Sourced
# by scripts/bench, with ROOT set and lib.sh and bench-world.sh read.
# shellcheck shell=bash

# the daemon's options, so that its code is compiled here as it is there
journal_java() { "$JAVA" @"$ROOT/scripts/jvm.options" @"$ROOT/scripts/daemon.options" -cp "$BENCH_CLASS_PATH" "$@"; }

bench_journal() { # runs
  local folders=("${TMPDIR:-/tmp}") program
  [ "$(stat -f -c %T "${folders[0]}")" = tmpfs ] || [ ! -w /dev/shm ] || folders+=(/dev/shm)
  for program in redis-server taskset; do
    command -v "$program" >/dev/null ||
      { say "this needs $program (Debian: redis-server, util-linux)"; return "$EX_UNAVAILABLE"; }
  done
  build_bench || return
  journal_java io.neighsync.bench.JournalLatency "$(tree_commit)" "$RESULTS" "$1" "${folders[@]}"
}

bench_journal_daemon() { # runs
  build_bench && enter_world Ethernet12 taskset || return
  ip netns exec "$WORLD_NS" "$JAVA" @"$ROOT/scripts/jvm.options" @"$ROOT/scripts/daemon.options" -cp "$BENCH_CLASS_PATH" \
    io.neighsync.bench.DaemonLatency "$(tree_commit)" "$RESULTS" "$1" "$WORLD_DIR" "$ROOT/scripts/neighsyncd"
}
