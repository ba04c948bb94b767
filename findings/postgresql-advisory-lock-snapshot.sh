#!/usr/bin/env bash
# PostgreSQL 15.20: a REPEATABLE READ transaction whose first statement waits for pg_advisory_xact_lock does not see what the lock's former
# holder committed, although the lock was handed over after that commit: the statement took the transaction's snapshot before it waited.
# With LOCK TABLE as the first statement, which takes no snapshot, the same transaction sees it.
# Expected: a lock taken before anything is read makes the transaction read what is there once it has the lock, by either means. As it is,
# "lock first, then check and write" works from stale rows, and no error tells, since the rows it read are not those it writes.
set -euo pipefail
version=15.20-0+deb12u1
work=$(mktemp -d)
chmod 755 "$work"
server=
cleanup() { [ -z "$server" ] || kill -INT "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

cd "$work"
apt-get -qq update
apt-get -qq -o APT::Sandbox::User=root download "postgresql-15=$version" "postgresql-client-15=$version" "libpq5=$version" >/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done
bin=$work/root/usr/lib/postgresql/15/bin
export LD_LIBRARY_PATH=$work/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || echo x86_64-linux-gnu)
port=$((20000 + RANDOM % 20000))
install -d -o nobody -g nogroup data
as_nobody=(setpriv --reuid=nobody --regid=nogroup --clear-groups)
"${as_nobody[@]}" "$bin/initdb" -D data -U probe -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
"${as_nobody[@]}" "$bin/postgres" -D data -c listen_addresses=127.0.0.1 -c port=$port -c "unix_socket_directories=$work/data" \
    -c jit=off >server.log 2>&1 &
server=$!
psql=("$bin/psql" -XqAt -h 127.0.0.1 -p "$port" -U probe -d postgres)
for _ in $(seq 100); do "${psql[@]}" -c 'select 1' >/dev/null 2>&1 && break; sleep 0.1; done
"${psql[@]}" -c 'create table item (id int)'

# rows_seen LOCK: what a transaction counts that begins with LOCK, and waits for it until another inserts a row and commits.
rows_seen() {
    local holder waiter
    "${psql[@]}" -c 'truncate item'
    mkfifo hold
    "${psql[@]}" <hold >/dev/null & holder=$!
    exec 5>hold
    echo "set application_name = 'holder'; begin; $1; insert into item values (1);" >&5
    until_seen "application_name = 'holder' and state = 'idle in transaction'"
    "${psql[@]}" >counted <<<"set application_name = 'waiter'; begin isolation level repeatable read; $1; select 'rows: ' || count(*) from item; commit;" &
    waiter=$!
    until_seen "application_name = 'waiter' and wait_event_type = 'Lock'"
    echo 'commit;' >&5
    exec 5>&-
    wait "$holder" "$waiter"
    rm hold
    sed -n 's/^rows: //p' counted
}
until_seen() { for _ in $(seq 100); do [ -n "$("${psql[@]}" -c "select 1 from pg_stat_activity where $1")" ] && return; sleep 0.1; done; return 1; }
advisory=$(rows_seen 'select pg_advisory_xact_lock(1)')
table=$(rows_seen 'lock table item')
echo "PostgreSQL $version: the lock's former holder committed one row; the next holder's REPEATABLE READ transaction counts"
echo "  after select pg_advisory_xact_lock(1): $advisory"
echo "  after lock table item: $table"
[ "$advisory $table" = '0 1' ] || { echo "The behaviour has changed."; exit 1; }
