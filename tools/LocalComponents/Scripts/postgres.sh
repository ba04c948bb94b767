#!/bin/sh
# Starts PostgreSQL on loopback and sets up its databases. It refuses to run as root, so root starts it as "postgres".
# PM_FOLDER  state folder with superuser-password, pgpass and setup.sql; the database lies in its data/
# PM_PORT    port on 127.0.0.1
# PM_DURABLE yes, or no for throw-away servers: nothing is synced to disk
# PM_MAX_CONNECTIONS  how many connections it takes at once
set -eu
. "${0%/*}/component.sh"

set_up_databases() {
    export PGPASSFILE="$PM_FOLDER/pgpass" PGCONNECT_TIMEOUT=5
    tries=0
    until psql -X -q -h 127.0.0.1 -p "$PM_PORT" -U platform -d postgres -v ON_ERROR_STOP=1 -f "$PM_FOLDER/setup.sql" 2>"$PM_FOLDER/setup.log"; do
        kill -0 $$ 2>/dev/null || return 0 # the server was stopped
        tries=$((tries + 1))
        if [ "$tries" -gt 300 ]; then
            echo "postgres.sh: the databases could not be set up:" >&2
            cat "$PM_FOLDER/setup.log" >&2
            kill -TERM $$
            return
        fi
        sleep 0.1
    done
}

if [ "${1:-}" != inside ]; then
    if is_root; then
        mkdir -p "$PM_FOLDER/data"
        chown postgres "$PM_FOLDER" "$PM_FOLDER/data" "$PM_FOLDER/superuser-password"
        chmod 700 "$PM_FOLDER" "$PM_FOLDER/data"
    fi
    set_up_databases &
    start_isolated INT # INT: fast shutdown; TERM would wait for every client to leave
    exit
fi

enter_state "$PM_FOLDER"
if [ -s data/PG_VERSION ]; then
    bin=/usr/lib/postgresql/$(cat data/PG_VERSION)/bin
    [ -x "$bin/postgres" ] || fail "the state was made by PostgreSQL $(cat data/PG_VERSION), which is not installed"
else
    bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
    rm -rf data/* # left by an initdb that was cut off
    run_as postgres "$bin/initdb" -D "$state/data" -U platform --pwfile="$state/superuser-password" -A scram-sha-256 \
        -E UTF8 --locale=C.UTF-8 --no-sync >initdb.log 2>&1 || {
        cat initdb.log >&2
        fail "initdb failed; the user postgres must be able to enter $PM_FOLDER"
    }
fi
rm -f data/postmaster.pid # of a server that was killed: only one instance may hold this state folder

# A throw-away server lives for minutes: nothing is worth the workers that look into each of its databases every minute.
durability=
[ "$PM_DURABLE" = yes ] || durability='-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off'
become postgres "$bin/postgres" -D "$state/data" -c listen_addresses=127.0.0.1 -c "port=$PM_PORT" \
    -c unix_socket_directories= -c "max_connections=$PM_MAX_CONNECTIONS" -c dynamic_shared_memory_type=mmap \
    -c log_min_messages=warning $durability
