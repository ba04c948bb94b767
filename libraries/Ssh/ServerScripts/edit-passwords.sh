# Parameters: path, scope, fence, user, put (the line that the file shall have of the scope; nothing: none).
lock_edits passwords
check_fence "passwords.$scope"
open_passwords

new=.$name.penguinmails.new
remove_new() { { [ ! -e "./$new" ] && [ ! -L "./$new" ]; } || rm -f "./$new"; }
remove_new
trap remove_new EXIT
error=$( (set -C && : >"./$new") 2>&1) || stop "$(code_of "$error")" "$folder cannot be written: it is read-only, immutable or full."
command exec 3>>"./$new" || stop not_writable "$folder cannot be written."
# Ours first: what follows keeps every byte, a missing final newline included.
{ printf %s "$put" && sed "/^[^:]*:[^:]*:[^:]*:[^:]*:penguinmails\\/$scope\\//d" /proc/self/fd/4; } >&3 2>/dev/null \
    || stop no_space "$folder cannot be written: no space is left, or a quota is reached."
[ "$(stat -L -c %s /proc/self/fd/3)" -le "$limit" ] || stop too_large "$path would have more than $limit bytes."
if cmp -s /proc/self/fd/3 /proc/self/fd/4; then
    sync /proc/self/fd/4
    stop done unchanged
fi
chown "$owner" /proc/self/fd/3 && chmod "$mode" /proc/self/fd/3 || stop not_writable "The owner and mode of $path cannot be kept."
[ ! -e /sys/fs/selinux/enforce ] || chcon --reference=/proc/self/fd/4 /proc/self/fd/3 2>/dev/null

# Dovecot reads a file again when its time has another second than before.
last=$(stat -L -c %Y /proc/self/fd/4)
now=$(date +%s)
[ "$now" -gt "$last" ] || now=$((last + 1))
touch -d "@$now" /proc/self/fd/3 || stop not_writable "The time of $path cannot be set."
sync /proc/self/fd/3 || stop no_space "$folder cannot be written: no space is left, or a quota is reached."
[ "$(stat -c '%i %s %y' "./$name" 2>/dev/null)" = "$stamp" ] || stop stale "Somebody keeps changing $path."
error=$(mv -fT "./$new" "./$name" 2>&1) || stop "$(code_of "$error")" "$path cannot be replaced: it is immutable, or its disk is read-only."
sync .
# What Dovecot may have cached of the user.
! command -v doveadm >/dev/null || timeout 5 doveadm auth cache flush "$user" </dev/null >/dev/null 2>&1
stop done changed
