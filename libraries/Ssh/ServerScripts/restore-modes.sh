# What sshd asks of the file and the folders above it (sshd_config, StrictModes): they belong to the account or root, nobody else
# may write them, and the account can read the file.
restore_modes() {
    enter_home
    [ "$top" != / ] || stop unsafe "The home folder of $account is /; its owner and mode are left as they are."
    restore_one . -x "$top"
    enter_any_folder || return 0
    ours=no
    if open_keys; then
        exists=yes
        ! grep -qE ' penguinmails:[0-9a-f-]{36}[[:space:]]*$' /proc/self/fd/4 || ours=yes
    else
        exists=no
    fi
    # The account may have moved somebody else's folder or file here, to have it given to it. Only what holds a line of ours is.
    [ "$ours" = yes ] || case $(stat -c %u .) in
        "$uid" | 0) ;;
        *) stop unsafe "$folder belongs to another account and holds no line of ours; remove it." ;;
    esac
    restore_one . -x "$folder"
    [ "$exists" = no ] || {
        [ "$ours" = yes ] || [ "$(stat -L -c %u /proc/self/fd/4)" = "$uid" ] \
            || { [ "$(stat -L -c %u /proc/self/fd/4)" = 0 ] && as_account test -r "$folder/$name"; } \
            || stop unsafe "$folder/$name belongs to another account and holds no line of ours; remove it."
        restore_one /proc/self/fd/4 -r "$folder/$name"
    }
    exec 4<&-
}

# Parameters: what is opened, what the account must be allowed to, the name to speak of.
restore_one() {
    chmod u+rw,go-w "$1" 2>/dev/null && { [ "$2" = -r ] || chmod u+x "$1" 2>/dev/null; } \
        || stop not_writable "The mode of $3 cannot be put right: it is immutable, or its disk is read-only."
    case $(stat -L -c %u "$1") in
        "$uid") return 0 ;;
        0) ! as_account test "$2" "$3" || return 0 ;;
    esac
    chown "$uid:$gid" "$1" 2>/dev/null || stop not_writable "$3 cannot be given to $account."
}
