# Functions shared by the scripts that start components; sourced, never run.
# A script runs twice: first outside (prepares, supervises), then inside its own namespaces (drops rights, becomes the server).

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8

# Whoever starts this may have PGPASSWORD, PGHOST and the like set for a database of their own.
for variable in $(env | sed -n 's/^\(PG[A-Z]*\)=.*/\1/p'); do
    unset "$variable"
done

fail() {
    printf '%s: %s\n' "${0##*/}" "$1" >&2
    exit 1
}

is_root() {
    [ "$(id -u)" = 0 ]
}

# With its own pid namespace a server takes everything it ever started with it, however it ends; with its own mount
# namespace its state is reachable for its user even below a folder that only root may enter. Without the right to make
# namespaces a server still runs, with a little less comfort.
namespaces='unshare --mount --uts --ipc --pid --fork --kill-child --mount-proc'
can_isolate() {
    is_root && $namespaces true 2>/dev/null
}

# supervise SIGNAL COMMAND...: runs the command and answers SIGTERM and SIGINT by sending SIGNAL to the server itself.
# The child dies with this shell (pdeathsig), also when this shell is killed.
supervise() {
    stop_signal=$1
    shift
    setpriv --pdeathsig KILL -- "$@" &
    supervised=$!
    trap 'stop_supervised' TERM INT HUP
    while :; do
        supervised_status=0
        wait "$supervised" || supervised_status=$?
        kill -0 "$supervised" 2>/dev/null || break
    done
    return "$supervised_status"
}

# unshare itself ignores SIGTERM: the signal is for its child. It is repeated, because the first process of a pid
# namespace does not see a signal for which it has no handler yet. A server that needs too long is killed.
stop_supervised() {
    (
        trap '' TERM INT HUP
        seconds=0
        while kill -0 "$supervised" 2>/dev/null; do
            seconds=$((seconds + 1))
            [ "$seconds" -le 12 ] || kill -KILL "$supervised" 2>/dev/null || :
            server=$supervised
            if [ "${isolated:-}" = yes ]; then
                server=$(cut -d' ' -f1 "/proc/$supervised/task/$supervised/children")
            fi
            kill -s "$stop_signal" "${server:-$supervised}" 2>/dev/null || :
            sleep 1
        done
    ) &
}

# enter_state FOLDER: inside the namespaces, makes the folder appear as /mnt/state (sets $state); outside, checks that
# the server's user can reach it.
enter_state() {
    if [ "${isolated:-}" = yes ]; then
        cd "$1"
        mount -t tmpfs -o size=64k,mode=755 tmpfs /mnt
        mkdir /mnt/state
        mount --bind . /mnt/state
        state=/mnt/state
    else
        state=$1
    fi
    cd "$state"
}

# run_as USER COMMAND...: runs a command as that user when this is root, else as ourselves.
run_as() {
    run_as_user=$1
    shift
    if is_root; then
        setpriv --reuid="$run_as_user" --regid="$(id -g "$run_as_user")" --init-groups --pdeathsig KILL -- "$@"
    else
        setpriv --pdeathsig KILL -- "$@"
    fi
}

# become USER COMMAND...: like run_as, in place of this shell.
become() {
    become_user=$1
    shift
    if is_root; then
        exec setpriv --reuid="$become_user" --regid="$(id -g "$become_user")" --init-groups --pdeathsig KILL -- "$@"
    fi
    exec setpriv --pdeathsig KILL -- "$@"
}

# start_isolated SIGNAL: runs this same script again with the argument "inside", in namespaces where they can be had.
start_isolated() {
    if can_isolate; then
        export isolated=yes
        supervise "$1" $namespaces sh "$0" inside
    else
        export isolated=no
        supervise "$1" sh "$0" inside
    fi
}
