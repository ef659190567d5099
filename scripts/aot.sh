# The JVM's AOT cache: what a training run loaded, linked and found hot. It halves a start, and a JVM that is given one
# may run the classes in it whatever the jars say, or refuse it because a jar has another time
# (docs/benchmarking.md, "A cache that is never stale"). So its name is the digest of all it was made of, and the jars
# get a time that follows from the digest. Source it with JAVA and JAVA_HOME set; lib.sh does, and the launcher of an image.
# shellcheck shell=bash

MAIN_CLASS=io.neighsync.engine.cli.NeighsyncdCommand

# Says which daemon it is about. Its cache is beside its jars.
set_daemon() { # folder of neighsyncd.jar and lib/, folder of the JVM's options
  AOT_DIR=$1 OPTIONS_DIR=$2
  CLASS_PATH="$1/neighsyncd.jar:$1/lib/*"
}

# What the cache is made of: the JVM in three files, then what AOT_JVM_FILES does not count.
AOT_JVM_FILES=3
aot_inputs() {
  AOT_INPUTS=("$JAVA_HOME/release" "$JAVA_HOME/lib/modules" "$JAVA_HOME/lib/server/libjvm.so"
    "$OPTIONS_DIR"/{jvm,daemon}.options "$AOT_DIR/neighsyncd.jar" "$AOT_DIR"/lib/*.jar)
}

# What tells cheaply that their bytes are those of before: the time of change is the kernel's own, nobody can set it.
aot_status() { stat -L -c '%n %d %i %s %.9Y %.9Z' "${AOT_INPUTS[@]}" 2>/dev/null; }

# The digest of options and jars, byte by byte, and of what the JVM says it is.
aot_digest() {
  local input
  { "$JAVA" -version 2>&1
    for input in "${AOT_INPUTS[@]:AOT_JVM_FILES}"; do echo "${input##*/}" && sha256sum < "$input" || return; done
  } | sha256sum | cut -d' ' -f1
}

# Gives the jars the time that belongs to a digest, a second between 2000 and 2008: the same for the same bytes, and for
# others another one, so that what compares files by size and time still tells them apart. Fails if they had it already.
set_jar_times() { # digest
  local time=$((946684800 + 0x${1:0:7})) jars=("$AOT_DIR/neighsyncd.jar" "$AOT_DIR"/lib/*.jar)
  [ "$(stat -L -c %Y "${jars[@]}" | sort -u)" != "$time" ] && touch -c -d "@$time" "${jars[@]}" 2>/dev/null
}

# Keeps a digest with the status it was found at; where nothing can be written it is found anew at each start.
keep_aot_digest() { # digest status
  { printf '%s\n%s\n' "$1" "$2" > "$AOT_DIR/aot.digest.$$" && mv "$AOT_DIR/aot.digest.$$" "$AOT_DIR/aot.digest"; } 2>/dev/null
}

# Sets AOT_OPTION to what passes the JVM the cache made of exactly these inputs, or to nothing where there is none; fails
# where none was made. One without a byte says that it cannot be made here.
find_aot_cache() {
  local status digest= known= cache
  AOT_OPTION=()
  aot_inputs
  status=$(aot_status) || return
  { IFS= read -r digest && IFS= read -r -d '' known; } 2>/dev/null < "$AOT_DIR/aot.digest"
  if [ "$known" != "$status"$'\n' ]; then
    # the status is older than the bytes that are read now: a change meanwhile is seen the next time
    digest=$(aot_digest) && ! set_jar_times "$digest" && keep_aot_digest "$digest" "$status"
  fi
  cache=$AOT_DIR/neighsyncd-$digest.aot
  [ ! -s "$cache" ] || AOT_OPTION=("-XX:AOTCache=$cache")
  [ -e "$cache" ]
}

# Makes the cache of what a command trains the JVM with; the command has the JVM write to $AOT_OUTPUT. Without a cache a
# start only takes longer.
make_aot_cache() { # command...
  local digest output=$AOT_DIR/training.aot
  rm -f "$AOT_DIR"/neighsyncd*.aot
  aot_inputs
  digest=$(aot_digest)
  set_jar_times "$digest"
  AOT_OUTPUT=$output "$@" >/dev/null 2>&1 || : > "$output"
  mv "$output" "$AOT_DIR/neighsyncd-$digest.aot"
  rm -f "$output.config"
}
