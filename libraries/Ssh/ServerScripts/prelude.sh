# Stands before every script that runs as root on a server. Linux with /proc and GNU coreutils or the like; any POSIX shell. On a
# small server it is the processes that cost: what the shell can do itself, it does.
set -u
umask 077
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

say() { printf 'penguinmails-outcome %s\n' "$*"; }
stop() {
    say "$@"
    exit 0
}

# Sets uid, gid, gecos, home, shell of $account.
uid=
find_account() {
    [ -z "$uid" ] || return 0
    entry=$(getent passwd "$account") || return 1
    IFS=: read -r _ _ uid gid gecos home shell <<END
$entry
END
    # Of an entry that names none.
    shell=${shell:-/bin/sh}
}

# What an error text of the system means to us.
code_of() {
    case $1 in
        *'No space left'* | *'quota exceeded'*) echo no_space ;;
        *) echo not_writable ;;
    esac
}
