#!/usr/bin/env bash
# RabbitMQ 3.10.8 (Debian): `rabbitmqctl import_definitions` of a file that names an existing user without a password hash empties that
# user's password. The user, who could sign in before, is refused afterwards; permissions and queues are merged as documented.
# Expected: an import merges, so a field that the file does not state stays as it is. As it is, a file of users and permissions alone that
# is kept under version control, without secrets, locks every client out when it is imported a second time.
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
export HOME=/tmp/home folder=/tmp/node
mkdir -p "$HOME" "$folder/mnesia" "$folder/log"
echo '[].' >"$folder/enabled_plugins"
echo "listeners.tcp.1 = 127.0.0.1:$port" >"$folder/rabbitmq.conf"
export RABBITMQ_NODENAME=probe@localhost RABBITMQ_MNESIA_BASE="$folder/mnesia" RABBITMQ_LOG_BASE="$folder/log" RABBITMQ_CONFIG_FILE="$folder/rabbitmq.conf"
export RABBITMQ_ENABLED_PLUGINS_FILE="$folder/enabled_plugins" RABBITMQ_PID_FILE="$folder/pid" RABBITMQ_DIST_PORT=$((port + 2))
export ERL_EPMD_PORT=$((port + 3)) ERL_EPMD_ADDRESS=127.0.0.1
bin=/usr/lib/rabbitmq/bin
"$bin/rabbitmq-server" >"$folder/out" 2>&1 &
for _ in $(seq 600); do
    grep -qs 'Server startup complete' "$folder"/log/*.log && break
    sleep 0.1
done
grep -qs 'Server startup complete' "$folder"/log/*.log || { cat "$folder/out" >&2; exit 1; }

ctl() { "$bin/rabbitmqctl" --quiet "$@" 2>&1; }
signs_in() { ctl authenticate_user worker a-password >/dev/null && echo yes || echo no; }
ctl add_user worker a-password
before=$(signs_in)
echo '{"users":[{"name":"worker","tags":""}],"permissions":[{"user":"worker","vhost":"/","configure":"","write":".*","read":".*"}]}' >/tmp/definitions.json
ctl import_definitions /tmp/definitions.json >/dev/null
after=$(signs_in)
rights=$(ctl list_user_permissions worker --no-table-headers)
echo "RabbitMQ $version: signs in before the import: $before; after it: $after; its rights then: $rights"
[ "$before $after" = 'yes no' ] && grep -q '\.\*' <<<"$rights" || { echo "changed"; exit 1; }
