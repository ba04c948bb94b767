# Functions that open a password file of a mail server. Its folders belong to root, so nobody swaps files meanwhile but another administrator.
limit=1048576
folder=${path%/*}
name=${path##*/}

# Enters the folder and opens the file as descriptor 4; sets its owner (uid:gid), mode, size and stamp.
open_passwords() {
    [ -d "$folder" ] || stop missing "The server has no folder $folder; make it for root:dovecot with mode 750, and $path in it, and have Dovecot read that as a passdb."
    cd -P "$folder" 2>/dev/null || stop not_readable "$folder cannot be entered."
    [ "$(pwd -P)" = "$folder" ] || stop symlink "$folder is a symbolic link or lies behind one; replace it by a plain folder."
    is_roots_own "$folder" "$(stat -c '%u %a' .)"
    [ ! -L "$name" ] || stop symlink "$path is a symbolic link; replace it by a plain file."
    [ -e "$name" ] || stop missing "The server has no $path; make it, empty, for root:dovecot with mode 640, and have Dovecot read it as a passdb."
    [ -f "$name" ] || stop not_a_file "$path is not a plain file."
    command exec 4<"./$name" 2>/dev/null || stop not_readable "$path cannot be read."
    read -r links owner mode size stamp <<END
$(stat -L -c '%h %u:%g %a %s %i %s %y' /proc/self/fd/4)
END
    case $links in
        1) ;;
        0) stop busy "$path was changed at the same moment." ;;
        *) stop unsafe "$path has several names (hard links)." ;;
    esac
    is_roots_own "$path" "${owner%%:*} $mode"
    [ "$size" -le "$limit" ] || stop too_large "$path has more than $limit bytes; remove what is not needed."
    read_by_dovecot || stop not_readable "Dovecot cannot read $path; give it to root:dovecot with mode 640, and its folder with mode 750."
}

# Parameters: a name to speak of, its owner and mode. Who else could write it would make passwords of their own.
is_roots_own() {
    case $2 in
        '0 '*) ;;
        *) stop unsafe "$1 belongs to another account than root; give it to root:dovecot." ;;
    esac
    [ "$((0${2#0 } & 022))" = 0 ] || stop unsafe "$1 can be written by others than root; take that away from group and others."
}

# Where it cannot be tried, it counts as readable: a log-in shows it.
read_by_dovecot() {
    getent passwd dovecot >/dev/null && command -v setpriv >/dev/null || return 0
    setpriv --reuid=dovecot --regid=dovecot --init-groups test -r "$path" </dev/null >/dev/null 2>&1
}
