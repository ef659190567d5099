# Parts of the suite that measure a whole daemon, of any make, from outside. Sourced by scripts/bench, with ROOT set and
# lib.sh and bench-world.sh read.
# shellcheck shell=bash

bench_end_to_end() { # end of the files' names, profile, runs or 0, command of another daemon or nothing, part...
  local name=$1 profile=$2 runs=$3 daemon=$4
  shift 4
  build_bench && enter_world Ethernet12 taskset setpriv || return
  if [ -z "$daemon" ]; then
    cd "$ROOT" || return
    daemon='scripts/neighsyncd --redis unix:{redis} --protocol producer-state --journal {journal} --set logging.output=stderr {options}'
  fi
  # the daemon's options, so that its writer is compiled here as it is there; with room, so that no collection is measured
  ip netns exec "$WORLD_NS" "$JAVA" @"$ROOT/scripts/jvm.options" @"$ROOT/scripts/daemon.options" -Xms512m -Xmx512m \
    "-Dneighsync.root=$ROOT" -cp "$BENCH_CLASS_PATH" io.neighsync.bench.EndToEnd \
    "$(tree_commit)" "$RESULTS" "$name" "$profile" "$runs" "$WORLD_DIR" "$daemon" "$@"
}
