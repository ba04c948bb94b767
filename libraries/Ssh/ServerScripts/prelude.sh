# Stands before every script that runs as root on a server. Linux with /proc and GNU coreutils or the like; any POSIX shell.
set -u
umask 077
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() { printf 'penguinmails-outcome %s\n' "$*"; }
stop() {
    say "$@"
    exit 0
}

# Sets uid, gid, home of $account.
find_account() {
    entry=$(getent passwd "$account") || return 1
    uid=$(printf %s "$entry" | cut -d: -f3)
    gid=$(printf %s "$entry" | cut -d: -f4)
    home=$(printf %s "$entry" | cut -d: -f6)
}

# What an error text of the system means to us.
code_of() {
    case $1 in
        *'No space left'* | *'quota exceeded'*) echo no_space ;;
        *) echo not_writable ;;
    esac
}
