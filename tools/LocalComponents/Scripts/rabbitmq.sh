#!/bin/sh
# Starts RabbitMQ on loopback. Root starts it as "rabbitmq".
# PM_FOLDER    state folder with rabbitmq.conf, definitions.json and enabled_plugins
# PM_DIST_PORT port on 127.0.0.1 for Erlang's own protocol
# PM_EPMD_PORT port on 127.0.0.1 for Erlang's port mapper
set -eu
. "${0%/*}/component.sh"

if [ "${1:-}" != inside ]; then
    mkdir -p "$PM_FOLDER/mnesia" "$PM_FOLDER/log" "$PM_FOLDER/generated"
    if [ ! -s "$PM_FOLDER/.erlang.cookie" ]; then
        (umask 277 && head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$PM_FOLDER/.erlang.cookie")
    fi
    if is_root; then
        chown -R rabbitmq: "$PM_FOLDER"
        chmod 700 "$PM_FOLDER"
    fi
    status=0
    start_isolated TERM || status=$?
    # The port mapper outlives its broker where no pid namespace takes it along.
    [ "$isolated" = yes ] || ERL_EPMD_PORT=$PM_EPMD_PORT epmd -kill >/dev/null 2>&1 || :
    exit "$status"
fi

enter_state "$PM_FOLDER"
# The server's user may be unable to reach the folder by its own path.
sed "s|@state@|$state|" "$state/rabbitmq.conf" >"$state/rabbitmq.state.conf"
chmod 644 "$state/rabbitmq.state.conf"
export HOME="$state" RABBITMQ_CONF_ENV_FILE=/dev/null
export RABBITMQ_NODENAME=penguinmails@localhost RABBITMQ_DIST_PORT="$PM_DIST_PORT"
export RABBITMQ_MNESIA_BASE="$state/mnesia" RABBITMQ_LOG_BASE="$state/log" RABBITMQ_LOGS=-
export RABBITMQ_CONFIG_FILE="$state/rabbitmq.state.conf" RABBITMQ_ENABLED_PLUGINS_FILE="$state/enabled_plugins"
export RABBITMQ_ADVANCED_CONFIG_FILE="$state/advanced.config" RABBITMQ_GENERATED_CONFIG_DIR="$state/generated"
export RABBITMQ_PID_FILE="$state/rabbitmq.pid" RABBITMQ_FEATURE_FLAGS_FILE="$state/feature_flags"
export ERL_EPMD_PORT="$PM_EPMD_PORT" ERL_EPMD_ADDRESS=127.0.0.1
export RABBITMQ_ALLOW_INPUT=1 RABBITMQ_SERVER_START_ARGS=-noinput
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
# The wrapper in /usr/sbin insists on its own folders and on changing the user itself.
become rabbitmq /usr/lib/rabbitmq/bin/rabbitmq-server
