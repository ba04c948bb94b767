#!/bin/sh
# Starts Knot, an authoritative DNS server. Root starts it as "knot".
# PM_FOLDER  state folder with knot.conf and zones/
set -eu
. "${0%/*}/component.sh"

if [ "${1:-}" != inside ]; then
    rm -rf "$PM_FOLDER/run" # the process id of a server that was killed would forbid the start
    mkdir -p "$PM_FOLDER/run" "$PM_FOLDER/database"
    if is_root; then
        chown -R knot: "$PM_FOLDER"
        chmod 700 "$PM_FOLDER"
    fi
    start_isolated TERM
    exit
fi

enter_state "$PM_FOLDER"
# The server's user may be unable to reach the folder by its own path. The file has the key for updates.
(umask 077 && sed "s|@state@|$state|" knot.conf >run/knot.conf)
if is_root; then
    chown knot run/knot.conf
    # The right to listen on port 53 is all that it keeps of root's.
    exec setpriv --reuid=knot --regid="$(id -g knot)" --init-groups --bounding-set -all,+net_bind_service --inh-caps -all,+net_bind_service \
        --ambient-caps -all,+net_bind_service --pdeathsig KILL -- knotd -c "$state/run/knot.conf"
fi
exec setpriv --pdeathsig KILL -- knotd -c "$state/run/knot.conf"
