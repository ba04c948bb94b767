#!/usr/bin/env bash
# pgBackRest 2.45: `verify` of a repository whose backup misses a file, or has one that was altered, exits 0 and prints nothing at the default
# log level. With --log-level-console=info it names the file, says "status: error", and closes with "completed successfully", exit 0 again.
# Expected: a check that finds damage exits non-zero, or at least warns. As it is, a scheduled `pgbackrest verify` is green until the first
# restore fails; only the text of its info lines tells.
set -euo pipefail
version=2.45-1
postgresql=15.20-0+deb12u1
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
apt-get -qq install --no-install-recommends "pgbackrest=$version" "postgresql-15=$postgresql" "postgresql-client-15=$postgresql" "libpq5=$postgresql" >/dev/null 2>&1
port=$((20000 + RANDOM % 20000))
chmod 1777 /tmp
install -d -o postgres -g postgres /tmp/probe /tmp/probe/repo /tmp/probe/log
as_postgres=(setpriv --reuid=postgres --regid=postgres --clear-groups env -i PATH=/usr/lib/postgresql/15/bin:/usr/bin:/bin)
cat >/tmp/probe/pgbackrest.conf <<C
[global]
repo1-path=/tmp/probe/repo
repo1-retention-full=2
log-level-file=off
log-path=/tmp/probe/log
lock-path=/tmp/probe/lock
start-fast=y
[probe]
pg1-path=/tmp/probe/data
pg1-port=$port
pg1-socket-path=/tmp/probe
C
"${as_postgres[@]}" initdb -D /tmp/probe/data -U postgres -A trust >/dev/null
cat >>/tmp/probe/data/postgresql.conf <<C
listen_addresses = ''
port = $port
unix_socket_directories = '/tmp/probe'
archive_mode = on
archive_command = 'pgbackrest --config=/tmp/probe/pgbackrest.conf --stanza=probe archive-push %p'
C
"${as_postgres[@]}" pg_ctl -D /tmp/probe/data -l /tmp/probe/log/server -w start >/dev/null
backrest() { "${as_postgres[@]}" pgbackrest --config=/tmp/probe/pgbackrest.conf --stanza=probe "$@"; }
"${as_postgres[@]}" psql -qh /tmp/probe -p "$port" -d postgres -c 'create table item as select generate_series(1, 100000) id' -c checkpoint
file=$("${as_postgres[@]}" psql -qAth /tmp/probe -p "$port" -d postgres -c "select pg_relation_filepath('item')")
backrest stanza-create
backrest backup --type=full
damaged=/tmp/probe/repo/backup/probe/latest/pg_data/$file.gz
[ -f "$damaged" ]

# verify: exit code, lines at the default log level, the closing statements at level info.
verify() {
    local code=0 lines
    lines=$(backrest verify 2>&1) || code=$?
    echo "exit $code, $(grep -c . <<<"$lines" || true) lines; at info: $(backrest verify --log-level-console=info 2>&1 |
        grep -oE 'status: (ok|error)|missing: [0-9]+|checksum invalid: [0-9]+|completed successfully' | paste -sd ';')"
}
whole=$(verify)
printf 'damage' | dd of="$damaged" bs=1 seek=1000 conv=notrunc status=none
altered=$(verify)
rm "$damaged"
missing=$(verify)
"${as_postgres[@]}" pg_ctl -D /tmp/probe/data -m fast stop >/dev/null
echo "pgBackRest $version, PostgreSQL $postgresql:"
printf '  %-16s %s\n' 'whole backup:' "$whole" 'a file altered:' "$altered" 'a file missing:' "$missing"
[ "$altered" = 'exit 0, 0 lines; at info: status: error;checksum invalid: 1;completed successfully' ] &&
    [ "$missing" = 'exit 0, 0 lines; at info: status: error;missing: 1;completed successfully' ] || { echo "The behaviour has changed."; exit 1; }
