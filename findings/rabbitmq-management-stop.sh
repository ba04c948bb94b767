#!/usr/bin/env bash
# RabbitMQ 3.10.8 (Debian): with the management plugin enabled a node takes about 5 s longer to end after SIGTERM, although nobody is
# connected and its message stores have closed already; without the plugin it ends within 2 s.
# Expected: an idle HTTP listener closes at once. As it is, enabling the plugin for its pages alone lengthens every stop.
set -euo pipefail
version=3.10.8-1.1+deb12u1
if [ "${1:-}" != inside ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # A copy-on-write view of this machine in which the package is installed; it ends with the processes in it.
    unshare --mount --pid --fork --kill-child --mount-proc bash -euc '
        mount --make-rprivate / && mount -t tmpfs tmpfs "$1" && mkdir "$1/upper" "$1/work" "$1/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
        mount --rbind /dev "$1/root/dev" && mount -t proc proc "$1/root/proc" && mount -t tmpfs tmpfs "$1/root/tmp" && mount -t tmpfs tmpfs "$1/root/run"
        cp "$2" "$1/root/tmp/probe.sh" && exec chroot "$1/root" bash /tmp/probe.sh inside' - "$work" "$0"
    exit
fi

export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
apt-get -qq update
apt-get -qq install --no-install-recommends "rabbitmq-server=$version" >/dev/null 2>&1
port=$((20000 + RANDOM % 5000 * 4))
export HOME=/tmp/home
mkdir -p "$HOME"

# Starts a node with the given plugins, ends it by SIGTERM, and prints how many tenths of a second that took.
stop_time() {
    local folder=/tmp/$1
    mkdir -p "$folder/mnesia" "$folder/log"
    echo "$2" >"$folder/enabled_plugins"
    printf 'listeners.tcp.1 = 127.0.0.1:%s\nmanagement.tcp.port = %s\nmanagement.tcp.ip = 127.0.0.1\n' "$port" $((port + 1)) >"$folder/rabbitmq.conf"
    [ "$1" = without ] && sed -i /^management/d "$folder/rabbitmq.conf"
    RABBITMQ_NODENAME="$1@localhost" RABBITMQ_MNESIA_BASE="$folder/mnesia" RABBITMQ_LOG_BASE="$folder/log" RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf" \
        RABBITMQ_ENABLED_PLUGINS_FILE="$folder/enabled_plugins" RABBITMQ_PID_FILE="$folder/pid" RABBITMQ_DIST_PORT=$((port + 2)) ERL_EPMD_PORT=$((port + 3)) ERL_EPMD_ADDRESS=127.0.0.1 \
        /usr/lib/rabbitmq/bin/rabbitmq-server >"$folder/out" 2>&1 &
    for _ in $(seq 600); do
        grep -qs 'Server startup complete' "$folder"/log/*.log && break
        sleep 0.1
    done
    grep -qs 'Server startup complete' "$folder"/log/*.log || { cat "$folder/out" >&2; return 1; }
    sleep 2
    local beam begun
    beam=$(cat "$folder/pid")
    begun=$(date +%s%N)
    kill -TERM "$beam"
    while kill -0 "$beam" 2>/dev/null && [ "$(ps -o stat= -p "$beam" | cut -c1)" != Z ]; do sleep 0.05; done
    echo $((($(date +%s%N) - begun) / 100000000))
}

without=$(stop_time without '[].')
with=$(stop_time with '[rabbitmq_management].')
echo "without the management plugin: $((without / 10)).$((without % 10)) s; with it: $((with / 10)).$((with % 10)) s"
[ $((with - without)) -ge 30 ] || { echo "changed: the plugin adds less than 3 s"; exit 1; }
