# Rows a second into Redis, beside redis-benchmark. Sourced by scripts/bench, with ROOT set and lib.sh and
# bench-world.sh read.
# shellcheck shell=bash

bench_redis() { # runs
  build_bench && enter_world Ethernet12 redis-benchmark taskset || return
  # the daemon's options, so that its writer is compiled here as it is there
  ip netns exec "$WORLD_NS" "$JAVA" @"$ROOT/scripts/jvm.options" @"$ROOT/scripts/daemon.options" -cp "$BENCH_CLASS_PATH" \
    io.neighsync.bench.RedisRows "$(tree_commit)" "$RESULTS" "$1" "$ROOT/scripts/neighsyncd"
}
