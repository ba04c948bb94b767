#!/usr/bin/env bash
# Knot DNS 3.2.6: as the first process of a container, knotd does not start again after it was killed while its run folder survived (a
# volume, a bind mount). The file of its process id says 1, a process 1 exists, and so it ends with "server PID found, already running":
# it is that process 1 itself. Each restart fails in the same way until somebody deletes the file.
# Expected: a number that is the starting process's own names no other server, and is written anew. As it is, a container that the kernel
# killed for want of memory stays down under `restart: always`.
set -euo pipefail
version=3.2.6-1
if [ "${1:-}" != inside ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # A copy-on-write view of this machine in which the packages are installed; it ends with the processes in it.
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
apt-get -qq install --no-install-recommends "knot=$version" >/dev/null 2>&1

mkdir -p /tmp/knot/run /tmp/knot/database
cat >/tmp/knot/knot.conf <<C
server:
    listen: 127.0.0.1@$((20000 + RANDOM % 10000))
    rundir: /tmp/knot/run
log:
  - target: stderr
    any: info
database:
    storage: /tmp/knot/database
zone:
  - domain: example.net
    storage: /tmp/knot
    file: zone
C
printf '@ 5 SOA ns1 hostmaster 1 3600 600 604800 5\n@ 5 NS ns1\nns1 5 A 192.0.2.1\n' >/tmp/knot/zone

# outcome: starts knotd as process 1 of a pid namespace, as a container does; kills it once it serves.
outcome() {
    : >/tmp/knot/log
    unshare --pid --fork --kill-child --mount-proc knotd -c /tmp/knot/knot.conf >/tmp/knot/log 2>&1 &
    local container=$!
    for _ in $(seq 100); do
        if grep -q 'server started' /tmp/knot/log; then
            kill -KILL "$container" && wait "$container" 2>/dev/null || :
            while grep -qx knotd /proc/[0-9]*/comm 2>/dev/null; do sleep 0.1; done
            echo serves
            return
        fi
        kill -0 "$container" 2>/dev/null || break
        sleep 0.1
    done
    grep -q 'server PID found, already running' /tmp/knot/log && echo 'refuses: server PID found, already running' || cat /tmp/knot/log
}
first=$(outcome)
in_file=$(cat /tmp/knot/run/knot.pid)
second=$(outcome)
third=$(outcome)
rm /tmp/knot/run/knot.pid
without=$(outcome)
echo "Knot $version as process 1: first start: $first; killed, with $in_file in its file"
echo "  second start: $second"
echo "  third start: $third"
echo "  start without the file: $without"
[ "$first $in_file $without" = 'serves 1 serves' ] && [ "$second" = 'refuses: server PID found, already running' ] && [ "$third" = "$second" ] || { echo "The behaviour has changed."; exit 1; }
