# Shared by the scripts beside it: finds JDK 25, builds what is missing, once and under a lock. Source it with ROOT set.
# shellcheck shell=bash

EX_UNAVAILABLE=69

say() { echo "${0##*/}: $*" >&2; }

# Sets JAVA and JAVA_HOME: JAVA_HOME, then PATH, then /usr/lib/jvm; 25 or later.
find_jdk() {
  local candidate release
  for candidate in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v java 2>/dev/null)" 2>/dev/null)")" 2>/dev/null)" \
      /usr/lib/jvm/*; do
    release=$candidate/release
    if [ -x "$candidate/bin/java" ] && [ -r "$release" ]; then
      local version
      while IFS= read -r version; do
        case $version in JAVA_VERSION=*)
          version=${version#*\"}; version=${version%%[.\"-]*}
          if [ "${version:-0}" -ge 25 ] 2>/dev/null; then
            JAVA_HOME=$candidate JAVA=$candidate/bin/java
            export JAVA_HOME
            return 0
          fi ;;
        esac
      done < "$release"
    fi
  done
  say "no JDK 25 found in JAVA_HOME, on PATH or below /usr/lib/jvm: install one (Debian 13: apt-get install openjdk-25-jdk-headless; elsewhere: Temurin 25) or set JAVA_HOME"
  return "$EX_UNAVAILABLE"
}

# Whether a stamp is newer than every source and build file, and than the other folders named.
is_fresh() { # stamp [folder...]
  [ -e "$1" ] || return 1
  [ -z "$(find "$ROOT/pom.xml" "$ROOT"/*/pom.xml "$ROOT"/*/src/main "${@:2}" -newer "$1" -print -quit 2>/dev/null)" ]
}

# The daemon's class path, and what the JVM knows beforehand: its classes, loaded and linked. That halves a start.
CLASS_PATH="$ROOT/engine/target/neighsyncd.jar:$ROOT/engine/target/lib/*"
AOT_CACHE=$ROOT/engine/target/neighsyncd.aot
MAIN_CLASS=io.neighsync.engine.cli.NeighsyncdCommand

# Whether there is a cache that no jar is newer than; the JVM itself checks the jars once more.
has_aot_cache() {
  local jar
  [ -s "$AOT_CACHE" ] || return 1
  for jar in "$ROOT"/engine/target/neighsyncd.jar "$ROOT"/engine/target/lib/*.jar; do
    [ ! "$jar" -nt "$AOT_CACHE" ] || return 1
  done
}

# Makes the cache, in a network namespace of its own where that is allowed. Without a cache the daemon only starts later.
make_aot_cache() {
  local namespace=(unshare --net) own=own
  rm -f "$AOT_CACHE"
  [ "$(id -u)" = 0 ] || namespace+=(--map-root-user)
  "${namespace[@]}" true 2>/dev/null || namespace=(env) own=
  "${namespace[@]}" "$ROOT/scripts/rehearsal.sh" "$own" >/dev/null 2>&1 || rm -f "$AOT_CACHE"
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

# Packages a module and what it needs, unless its stamp is fresh, and then runs a command.
package_module() { # module command [folder it needs besides...]
  local module=$1 afterwards=$2 stamp=$ROOT/$1/target/.built
  shift 2
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
    "$afterwards"
    # the time the build began: what changed meanwhile is newer
    mv "$stamp.new" "$stamp"
  ) 9> "$ROOT/engine/target/.lock"
}

# Builds what scripts/neighsyncd runs.
build() { package_module engine make_aot_cache; }
