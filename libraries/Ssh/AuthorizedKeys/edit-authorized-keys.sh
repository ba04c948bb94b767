# Runs as root. Parameters: account, fence, inner (script), put (lines), drop (sed commands).
set -u
umask 077
say() { printf 'penguinmails-outcome %s\n' "$*"; }

entry=$(getent passwd "$account") || { say no_account "The account $account does not exist on the server."; exit 0; }
uid=$(printf %s "$entry" | cut -d: -f3)
gid=$(printf %s "$entry" | cut -d: -f4)
home=$(printf %s "$entry" | cut -d: -f6)

state=/var/lib/penguinmails
mkdir -p "$state" 2>/dev/null && : 2>/dev/null >>"$state/$account.lock" || {
    say not_writable "$state cannot be written on the server: it is read-only or full."; exit 0; }
exec 9>>"$state/$account.lock"
flock -w 20 9 || { say busy "Another edit of $account has not ended on the server."; exit 0; }

# The newest operation has the last word (docs/adr/0005-fencing.md).
seen=$(cat "$state/$account.fence" 2>/dev/null)
case $seen in '' | *[!0-9]*) seen=0 ;; esac
if [ "$fence" -lt "$seen" ]; then say fenced "$seen"; exit 0; fi
if [ "$fence" -gt "$seen" ]; then
    if ! { printf '%s\n' "$fence" >"$state/$account.fence.new" && sync "$state/$account.fence.new" \
        && mv -f "$state/$account.fence.new" "$state/$account.fence"; } 2>/dev/null; then
        rm -f "$state/$account.fence.new"
        say no_space "$state cannot be written on the server: no space is left."
        exit 0
    fi
fi

# The file belongs to the account, which may plant links: so the edit itself runs with the account's rights, not with root's.
export put drop home
printf %s "$inner" | setpriv --reuid="$uid" --regid="$gid" --init-groups --inh-caps=-all /bin/sh -s 9>&-
