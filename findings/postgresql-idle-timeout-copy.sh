#!/usr/bin/env bash
# PostgreSQL 15.20: idle_in_transaction_session_timeout does not end a session whose client has stopped sending in the middle of
# COPY … FROM STDIN. The session counts as active, so it keeps its transaction and its row locks for as long as the client holds
# the connection. The same client, stopped between two statements, is ended after the timeout.
# Expected: a client that sends nothing within an open transaction is idle in both cases.
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
    -c jit=off -c idle_in_transaction_session_timeout=1s >server.log 2>&1 &
server=$!
psql=("$bin/psql" -XqAt -h 127.0.0.1 -p "$port" -U probe -d postgres)
for _ in $(seq 100); do "${psql[@]}" -c 'select 1' >/dev/null 2>&1 && break; sleep 0.1; done
"${psql[@]}" -c 'create table item (id int primary key)'

# One client stops between statements, the other in the middle of a COPY; both hold a transaction open.
mkfifo idle copy
"${psql[@]}" <idle >idle.out 2>&1 & idle_client=$!
"${psql[@]}" <copy >copy.out 2>&1 & copy_client=$!
exec 5>idle 6>copy
echo "set application_name = 'stops-between-statements'; begin; insert into item values (1);" >&5
printf "set application_name = 'stops-in-copy'; begin; insert into item values (2);\ncopy item from stdin;\n3\n" >&6
sleep 4
states=$("${psql[@]}" -c "select application_name || ': ' || state from pg_stat_activity where application_name like 'stops-%' order by 1")
log=$(grep -c 'terminating connection due to idle-in-transaction timeout' server.log || true)
exec 5>&- 6>&-
wait "$idle_client" "$copy_client" 2>/dev/null || true

echo "PostgreSQL $version, idle_in_transaction_session_timeout = 1s, after 4 s without a byte from either client:"
echo "  sessions still there: ${states:-none}"
echo "  sessions ended by the timeout: $log"
[ "$states" = 'stops-in-copy: active' ] && [ "$log" = 1 ] || { echo "The behaviour has changed."; exit 1; }
