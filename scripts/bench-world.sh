# Where benchmarks with a real kernel run: a network namespace of their own with one link, and a folder for the rest.
# Sourced by scripts/bench, with ROOT set and lib.sh read.
# shellcheck shell=bash

EX_NOPERM=77

# Process of a daemon that runs in it, while one does.
WORLD_DAEMON=

# Sets WORLD_NS and WORLD_DIR, builds the daemon, and sees to it that nothing stays behind.
enter_world() { # link program...
  local link=$1 program
  [ "$(id -u)" = 0 ] || { say "this needs root: it makes a network namespace"; return "$EX_NOPERM"; }
  for program in ip redis-server redis-cli "${@:2}"; do
    command -v "$program" >/dev/null ||
      { say "this needs $program (Debian: iproute2, redis-server, redis-tools, util-linux)"; return "$EX_UNAVAILABLE"; }
  done
  build || return
  WORLD_DIR=$(mktemp -d)
  WORLD_NS=neighsync-bench-$$
  trap leave_world EXIT
  trap 'exit 130' INT TERM
  ip netns add "$WORLD_NS" &&
    ip -n "$WORLD_NS" link set lo up &&
    ip -n "$WORLD_NS" link add "$link" type veth peer name peer0 &&
    ip -n "$WORLD_NS" link set "$link" up &&
    ip -n "$WORLD_NS" link set peer0 up
}

leave_world() {
  [ -n "$WORLD_DAEMON" ] && kill -9 "$WORLD_DAEMON"
  [ -s "$WORLD_DIR/pid" ] && kill "$(cat "$WORLD_DIR/pid")"
  ip netns del "$WORLD_NS" 2>/dev/null
  rm -rf "$WORLD_DIR"
}

# The commit of the tree, with -dirty when it has changes that are not in the commit; exported without git.
tree_commit() { git -C "$ROOT" describe --always --dirty --exclude='*' 2>/dev/null || echo exported; }

# The name of a result file of today.
result_file() { # what it is about, with its ending
  mkdir -p "$RESULTS"
  echo "$RESULTS/$(date -u +%Y-%m-%d)-$(tree_commit)-$1"
}
