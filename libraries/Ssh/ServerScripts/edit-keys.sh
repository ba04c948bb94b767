# Parameters: account, scope, fence, restore (yes or no), before (seconds since 1970, or nothing), put (lines), known (what the caller has read: "none" where there was no file,
# otherwise its SHA-256), drop (sed commands for lines of just that content, by their numbers).
find_account || stop no_account "The account $account does not exist on the server."

lock_edits "$account"
check_fence "$account.$scope"

make_folder() {
    error=$(mkdir -m 700 .ssh 2>&1) || stop "$(code_of "$error")" "$folder cannot be made: its disk is read-only or full."
    enter_folder || stop busy "$account changed $folder at the same moment."
    chown "$uid:$gid" . || stop not_writable "$folder cannot be given to $account."
    [ ! -e /sys/fs/selinux/enforce ] || restorecon -F . 2>/dev/null
}

remove_new() { { [ ! -e .penguinmails.new ] && [ ! -L .penguinmails.new ]; } || rm -f ./.penguinmails.new; }

# Writes the wanted content into a new file, descriptor 3. Ours first: what follows keeps every byte, a missing final newline included.
compose() {
    remove_new
    error=$( (set -C && : >./.penguinmails.new) 2>&1) || stop "$(code_of "$error")" "$folder cannot be written: it is read-only, immutable or full."
    command exec 3>>./.penguinmails.new || stop not_writable "$folder cannot be written."
    # Neither a link nor a file of somebody's that was put there in between.
    [ "$(readlink /proc/self/fd/3)" = "$folder/.penguinmails.new" ] && [ "$(stat -L -c %u:%h:%s /proc/self/fd/3)" = 0:1:0 ] \
        || stop busy "$account changed $folder at the same moment."
    if ! { printf %s "$put" && { [ "$exists" = no ] || printf %s "$drop" | sed -f /dev/stdin /proc/self/fd/4; }; } >&3 2>/dev/null; then
        stop no_space "$folder cannot be written: no space is left, or a quota is reached."
    fi
    new_size=$(stat -L -c %s /proc/self/fd/3)
    [ "$new_size" -le "$limit" ] || stop too_large "$folder/$name would have more than $limit bytes."
}

# Puts the new file in the old one's place, with its owner, mode and context. 1: the account changed the old one meanwhile.
replace() {
    if [ "$exists" = yes ]; then
        chown "$owner" /proc/self/fd/3 && { [ "$mode" = 600 ] || chmod "$mode" /proc/self/fd/3; } \
            || stop not_writable "The owner and mode of $folder/$name cannot be kept."
        [ ! -e /sys/fs/selinux/enforce ] || chcon --reference=/proc/self/fd/4 /proc/self/fd/3 2>/dev/null
    else
        chown "$uid:$gid" /proc/self/fd/3 || stop not_writable "$folder/$name cannot be given to $account."
    fi
    sync /proc/self/fd/3 || stop no_space "$folder cannot be written: no space is left, or a quota is reached."
    if [ "$exists" = yes ]; then
        [ "$(stat -c '%i %s %y' "$name" 2>/dev/null)" = "$stamp" ] || return 1
    else
        [ ! -e "$name" ] && [ ! -L "$name" ] || return 1
    fi
    error=$(mv -fT ./.penguinmails.new "$name" 2>&1) || stop "$(code_of "$error")" "$folder/$name cannot be replaced: it is immutable, or its disk is read-only."
    sync .
    [ ! -e /sys/fs/selinux/enforce ] || [ "$exists" = yes ] || restorecon -F "$name" 2>/dev/null
    [ ! -L "$name" ] && [ "$name" -ef /proc/self/fd/3 ] || return 1
}

[ "$restore" = no ] || restore_modes
enter_folder || {
    [ -n "$put" ] || stop done unchanged
    make_folder
}
trap remove_new EXIT
if open_keys; then exists=yes found=$(sha256sum </proc/self/fd/4); else exists=no found=none; fi
[ "$exists" = yes ] || [ -n "$put" ] || stop done unchanged
[ "${found%% *}" = "$known" ] || stop stale "$account keeps changing $folder/$name."
compose
if [ "$exists" = yes ] && [ "$new_size" = "$size" ] && cmp -s /proc/self/fd/3 /proc/self/fd/4; then
    sync /proc/self/fd/4
    stop done unchanged
fi
[ -z "$before" ] || [ "$(date +%s)" -lt "$before" ] || stop late
! replace || stop done changed
stop stale "$account keeps changing $folder/$name."
