# Functions that find and open an authorized_keys file. The folder belongs to its account, which may plant links and swap files
# at any moment, while this runs as root. So names are not trusted: the folder is entered once and then is the working folder,
# a file is opened once and then is a descriptor (/proc/self/fd); each is checked after that.
limit=1048576
name=authorized_keys

# Enters the account's home folder.
enter_home() {
    find_account || stop no_account "The account $account does not exist on the server."
    cd -P "$home" 2>/dev/null || stop no_account "The home folder $home of $account does not exist on the server."
    top=$(pwd -P)
    folder=${top%/}/.ssh
}

# Enters the account's .ssh, whoever owns it. 1: there is none.
enter_any_folder() {
    enter_home
    [ ! -L .ssh ] || stop symlink "$folder is a symbolic link; replace it by a plain folder."
    [ -e .ssh ] || return 1
    [ -d .ssh ] || stop not_a_file "$folder is not a folder."
    cd -P ./.ssh 2>/dev/null || stop not_writable "$folder cannot be entered."
    [ "$(pwd -P)" = "$folder" ] || stop symlink "$folder is a symbolic link; replace it by a plain folder."
}

# Enters the account's .ssh. 1: there is none.
enter_folder() {
    enter_any_folder || return 1
    case $(stat -c %u .) in
        "$uid" | 0) ;;
        *) stop unsafe "$folder belongs to another account." ;;
    esac
}

# Opens the file as descriptor 4 and sets its owner (uid:gid), mode, size and stamp. 1: there is none.
open_keys() {
    [ ! -L "$name" ] || stop symlink "$folder/$name is a symbolic link; replace it by a plain file."
    [ -e "$name" ] || return 1
    [ -f "$name" ] || stop not_a_file "$folder/$name is not a plain file."
    command exec 4<"./$name" 2>/dev/null || stop not_writable "$folder/$name cannot be read."
    case $(readlink /proc/self/fd/4) in
        "$folder/$name") ;;
        "$folder/$name (deleted)") stop busy "$account changed $folder/$name at the same moment." ;;
        *) stop symlink "$folder/$name is a symbolic link; replace it by a plain file." ;;
    esac
    [ -f /proc/self/fd/4 ] || stop not_a_file "$folder/$name is not a plain file."
    read -r links owner mode size stamp <<END
$(stat -L -c '%h %u:%g %a %s %i %s %y' /proc/self/fd/4)
END
    case $links in
        1) ;;
        0) stop busy "$account changed $folder/$name at the same moment." ;; # replaced since it was opened
        *) stop unsafe "$folder/$name has several names (hard links)." ;;
    esac
    [ "$size" -le "$limit" ] || stop too_large "$folder/$name has more than $limit bytes; remove what is not needed."
}

# Runs a command as the account, to see what sshd sees. Where that cannot be tried, it counts as seen.
as_account() {
    [ "$uid" != 0 ] && command -v setpriv >/dev/null || return 0
    setpriv --reuid="$uid" --regid="$gid" --init-groups "$@" </dev/null >/dev/null 2>&1
}
