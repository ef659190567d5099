# Shared by the scripts beside it: finds JDK 25, builds what is missing, once and under a lock. Source it with ROOT set.
# shellcheck shell=bash

EX_UNAVAILABLE=69

say() { echo "${0##*/}: $*" >&2; }

# Sets JAVA and JAVA_HOME: JAVA_HOME, then PATH, then /usr/lib/jvm; 25 or later.
find_jdk() {
  local candidate
  is_jdk "${JAVA_HOME:-}" && return
  candidate=$(readlink -f "$(type -P java)") && is_jdk "${candidate%/bin/java}" && return
  for candidate in /usr/lib/jvm/*; do
    is_jdk "$candidate" && return
  done
  say "no JDK 25 found in JAVA_HOME, on PATH or below /usr/lib/jvm: install one (Debian 13: apt-get install openjdk-25-jdk-headless; elsewhere: Temurin 25) or set JAVA_HOME"
  return "$EX_UNAVAILABLE"
}

# Whether a folder is a JDK that will do; sets JAVA and JAVA_HOME to it.
is_jdk() { # folder
  local line version=0
  [ -x "$1/bin/java" ] && [ -r "$1/release" ] || return
  while IFS= read -r line; do
    case $line in JAVA_VERSION=*) version=${line#*\"}; version=${version%%[.\"-]*} ;; esac
  done < "$1/release"
  [ "$version" -ge 25 ] 2>/dev/null || return
  JAVA_HOME=$1 JAVA=$1/bin/java
  export JAVA_HOME
}

# Whether a stamp is newer than every source and build file, and than the other folders named.
is_fresh() { # stamp [folder...]
  [ -e "$1" ] || return 1
  [ -z "$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml "$ROOT"/*/src/main "${@:2}" -newer "$1" -print -quit 2>/dev/null)" ]
}

. "$ROOT/scripts/aot.sh"
set_daemon "$ROOT/engine/target" "$ROOT/scripts"

# Makes the daemon's cache, in a network namespace of its own where that is allowed.
make_daemon_cache() {
  local namespace=(unshare --net) own=own
  [ "$(id -u)" = 0 ] || namespace+=(--map-root-user)
  "${namespace[@]}" true 2>/dev/null || namespace=(env) own=
  make_aot_cache "${namespace[@]}" "$ROOT/scripts/rehearsal.sh" "$own" \
    "$JAVA" @"$OPTIONS_DIR/jvm.options" @"$OPTIONS_DIR/daemon.options" -cp "$CLASS_PATH" "$MAIN_CLASS"
}

# Sets AOT_OPTION. The jars may be fresh and the cache of another JDK, or of other options: then it is made anew.
find_daemon_cache() {
  find_aot_cache && return
  [ -w "$AOT_DIR" ] && ! in_other_network_namespace || return
  (
    flock 9
    find_aot_cache || make_daemon_cache
  ) 9> "$AOT_DIR/.lock"
  find_aot_cache
}

# Whether a process this one descends from lives in another network namespace, as under ip netns exec.
in_other_network_namespace() {
  local pid=$PPID own other
  own=$(readlink /proc/self/ns/net)
  while [ "${pid:-0}" -gt 0 ]; do
    other=$(readlink "/proc/$pid/ns/net" 2>/dev/null)
    [ -n "$other" ] && [ "$other" != "$own" ] && return 0
    pid=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status" 2>/dev/null)
  done
  return 1
}

# Runs Maven on the project with the JDK found.
run_maven() {
  command -v mvn >/dev/null || { say "Maven is not installed (Debian: apt-get install maven)"; return "$EX_UNAVAILABLE"; }
  find_jdk || return
  # Maven's own libraries use what newer JDKs warn of
  (cd "$ROOT" && MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow" mvn -B -ntp "$@")
}

# Packages a module and what it needs, unless its stamp is fresh.
package_module() { # module [folder it needs besides...]
  local module=$1 stamp=$ROOT/$1/target/.built
  shift
  is_fresh "$stamp" "$@" && return 0
  if in_other_network_namespace; then
    say "the tree is not built, and there may be no network in this namespace: run scripts/${0##*/} or scripts/build outside it first"
    return "$EX_UNAVAILABLE"
  fi
  mkdir -p "$ROOT/$module/target" "$ROOT/engine/target"
  (
    flock 9
    is_fresh "$stamp" "$@" && exit 0
    [ -t 2 ] && say "building (once; the first build fetches libraries)"
    : > "$stamp.new"
    if ! run_maven -q -DskipTests -Dcheckstyle.skip package -pl "$module" -am > "$ROOT/$module/target/build.log" 2>&1; then
      cat "$ROOT/$module/target/build.log" >&2
      say "the build failed; its output is above and in $module/target/build.log"
      exit 1
    fi
    # the time the build began: what changed meanwhile is newer
    mv "$stamp.new" "$stamp"
  ) 9> "$ROOT/engine/target/.lock"
}

# Builds what scripts/neighsyncd runs, and sets AOT_OPTION for it.
build() {
  package_module engine || return
  find_daemon_cache
  return 0
}
