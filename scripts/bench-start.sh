# Time from the JVM's exec to the last row in Redis, with a real redis-server; with a CONFIG_DB, full and empty in turn.
# Sourced by scripts/bench, with ROOT set and lib.sh and bench-world.sh read.
# shellcheck shell=bash

START_RUNS=7
START_LINK=Ethernet0

start_conditions() {
  printf '# %s, %s cores, Linux %s, %s, load %s\n' \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(uname -r)" \
    "$(redis-server --version | sed 's/ sha=.*//')" "$(cut -d' ' -f1-3 /proc/loadavg)"
}

start_redis() {
  redis-server --port 0 --unixsocket "$WORLD_DIR/redis.sock" --save "" --daemonize yes \
    --pidfile "$WORLD_DIR/pid" --dir "$WORLD_DIR" >/dev/null
}

start_neighbors() { # how many: the kernel has these and no others
  ip -n "$WORLD_NS" neigh flush dev "$START_LINK" nud permanent
  awk -v n="$1" -v link="$START_LINK" 'BEGIN { for (i = 0; i < n; i++) printf \
    "neigh add 10.%d.%d.%d lladdr 02:00:00:%02x:%02x:%02x dev %s nud permanent\n", \
    1 + i / 62500, i / 250 % 250, i % 250 + 1, i / 65536, i / 256 % 256, i % 256, link }' > "$WORLD_DIR/batch"
  ip -n "$WORLD_NS" -batch "$WORLD_DIR/batch"
}

# One start on a Redis that holds nothing but CONFIG_DB; prints milliseconds, nothing if the rows were wrong.
start_once() { # file of commands that fill CONFIG_DB, one a key; option of neighsyncd...
  redis-cli -s "$WORLD_DIR/redis.sock" flushall >/dev/null
  redis-cli -s "$WORLD_DIR/redis.sock" -n 4 < "$1" >/dev/null
  [ "$(redis-cli -s "$WORLD_DIR/redis.sock" -n 4 dbsize)" = "$(wc -l < "$1")" ] || return
  ip netns exec "$WORLD_NS" "$ROOT/scripts/neighsyncd" --redis "unix:$WORLD_DIR/redis.sock" \
    --journal none --set logging.output=stderr "${@:2}" --once > "$WORLD_DIR/out" 2> "$WORLD_DIR/err" &&
    sed -n 's/^ready .* elapsed_ms=//p' "$WORLD_DIR/out"
}

# Prints median, least and most of numbers, one a line; fails unless there are so many.
start_summary() { # how many
  sort -n | awk -v n="$1" '{ v[NR] = $1 } END { if (NR != n) exit 1; print v[int((n + 1) / 2)], v[1], v[n] }'
}

start_failed() {
  cat "$WORLD_DIR/err" >&2
  say "a start with $1 neighbors failed"
  return 1
}

start_table() { # neighbors...
  local neighbors run figures
  echo "# milliseconds from the JVM's exec to the last row in Redis; producer-state, empty Redis, $START_RUNS starts each"
  start_conditions
  printf '%10s %8s %8s %8s\n' neighbors median min max
  for neighbors in "$@"; do
    start_neighbors "$neighbors"
    figures=$(for ((run = 0; run < START_RUNS; run++)); do start_once /dev/null --protocol producer-state; done |
      start_summary "$START_RUNS") || { start_failed "$neighbors"; return 1; }
    # shellcheck disable=SC2086
    printf '%10d %8d %8d %8d\n' "$neighbors" $figures
  done
}

# The databases of a switch, as SONiC describes them to its programs.
start_database_config() {
  cat <<JSON
{
  "INSTANCES": {
    "redis": { "hostname": "127.0.0.1", "port": 6379, "unix_socket_path": "$WORLD_DIR/redis.sock" }
  },
  "DATABASES": {
    "APPL_DB": { "id": 0, "separator": ":", "instance": "redis" },
    "CONFIG_DB": { "id": 4, "separator": "|", "instance": "redis" },
    "STATE_DB": { "id": 6, "separator": "|", "instance": "redis" }
  },
  "VERSION": "1.0"
}
JSON
}

# Redis commands for a CONFIG_DB of so many keys, a third of them in the tables of interfaces, which the daemon follows.
start_config_db() { # keys
  awk -v n="$1" '
    function put(key, fields) { if (made++ < n) print "HSET " key " " fields }
    BEGIN {
      put("DEVICE_METADATA|localhost", "hostname switch type ToRRouter platform x86_64-kvm_x86_64-r0")
      for (i = 0; made < n; i++) {
        port = "Ethernet" 4 * i; vlan = "Vlan" 2 + i; lag = "PortChannel" 1 + i; net = int(i / 128) "." i % 128 * 2
        put("PORT|" port, "admin_status up alias Eth" i " lanes " 4 * i " mtu 9100 speed 100000")
        put("INTERFACE|" port, "NULL NULL")
        put("INTERFACE|" port "|10." net ".0/31", "NULL NULL")
        put("INTERFACE|" port "|fc00:" i "::1/126", "NULL NULL")
        put("VLAN|" vlan, "vlanid " 2 + i)
        put("VLAN_MEMBER|" vlan "|" port, "tagging_mode tagged")
        put("VLAN_INTERFACE|" vlan, "ipv6_use_link_local_only disable")
        put("VLAN_INTERFACE|" vlan "|172." net ".1/31", "NULL NULL")
        put("PORTCHANNEL|" lag, "admin_status up lacp_key auto mtu 9100")
        put("PORTCHANNEL_MEMBER|" lag "|" port, "NULL NULL")
        put("PORTCHANNEL_INTERFACE|" lag, "NULL NULL")
        put("PORTCHANNEL_INTERFACE|" lag "|192." net ".1/31", "NULL NULL")
        put("BGP_NEIGHBOR|10." net ".1", "asn 65200 holdtime 10 keepalive 3 local_addr 10." net ".0")
        put("DEVICE_NEIGHBOR|" port, "name server" i " port eth0")
        put("PORT_QOS_MAP|" port, "dscp_to_tc_map AZURE pfc_enable 3,4")
        put("BUFFER_PG|" port "|3-4", "profile pg_lossless_100000_5m_profile")
        for (queue = 0; queue < 4; queue++) put("QUEUE|" port "|" queue, "scheduler scheduler.0")
      }
    }'
}

start_config_table() { # keys neighbors...
  local keys=$1 neighbors run kind figures medians
  shift
  start_database_config > "$WORLD_DIR/database_config.json"
  : > "$WORLD_DIR/config-0"
  start_config_db "$keys" > "$WORLD_DIR/config-$keys"
  echo "# milliseconds from the JVM's exec to the last row in Redis; SONiC's databases, producer-state, no rows before;" \
    "$START_RUNS starts each with an empty CONFIG_DB and with $keys keys in it, in turn"
  start_conditions
  printf '%10s %10s %8s %8s %8s %8s\n' neighbors config_db median min max ratio
  for neighbors in "$@"; do
    start_neighbors "$neighbors"
    rm -f "$WORLD_DIR"/times-*
    for ((run = 0; run < START_RUNS; run++)); do
      for kind in 0 "$keys"; do
        start_once "$WORLD_DIR/config-$kind" --sonic-db-config "$WORLD_DIR/database_config.json" \
          >> "$WORLD_DIR/times-$kind"
      done
    done
    medians=()
    for kind in 0 "$keys"; do
      figures=$(start_summary "$START_RUNS" < "$WORLD_DIR/times-$kind") || { start_failed "$neighbors"; return 1; }
      medians+=("${figures%% *}")
      # shellcheck disable=SC2086
      printf '%10d %10d %8d %8d %8d %8.2f\n' "$neighbors" "$kind" $figures \
        "$(awk -v a="${figures%% *}" -v b="${medians[0]}" 'BEGIN { print a / b }')"
    done
  done
}

bench_start() { # keys of CONFIG_DB or none, neighbors...
  local keys=$1 table=(start_table) file
  shift
  enter_world "$START_LINK" && start_redis || return
  file=$(result_file start.txt)
  [ "$keys" = none ] || { table=(start_config_table "$keys"); file=$(result_file start-config-db.txt); }
  "${table[@]}" "$@" | tee "$file"
  [ "${PIPESTATUS[0]}" = 0 ] || { rm -f "$file"; return 1; }
  echo "written to ${file#"$ROOT"/}"
}
