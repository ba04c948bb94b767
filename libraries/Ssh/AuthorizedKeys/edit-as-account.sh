# Runs as the account. Environment: home, put (lines), drop (sed commands).
set -u
umask 077
export LC_ALL=C
say() { printf 'penguinmails-outcome %s\n' "$*"; }
limit=1048576

cd "$home" 2>/dev/null || { say not_writable "The home folder $home cannot be entered."; exit 0; }
if [ -L .ssh ] || [ -L .ssh/authorized_keys ]; then
    say symlink "$home/.ssh or its authorized_keys is a symbolic link; replace it by a plain file."; exit 0
fi
[ -d .ssh ] || mkdir -m 700 .ssh 2>/dev/null || { say not_writable "$home/.ssh cannot be made: check its owner, its mode and the free space."; exit 0; }

keys=.ssh/authorized_keys
mode=600
if [ -e "$keys" ]; then
    [ -f "$keys" ] || { say not_a_file "$home/$keys is not a plain file."; exit 0; }
    [ -r "$keys" ] || { say not_writable "$home/$keys cannot be read by its account: check its owner and mode."; exit 0; }
    if [ "$(wc -c <"$keys")" -gt "$limit" ]; then say too_large "$home/$keys has more than $limit bytes; remove what is not needed."; exit 0; fi
    mode=$(stat -c %a "$keys")
fi

new=$(mktemp .ssh/.penguinmails.XXXXXXXX 2>/dev/null) || {
    say not_writable "$home/.ssh cannot be written: it is read-only, full, or belongs to another account."; exit 0; }
trap 'rm -f "$new"' EXIT

# Ours first: what follows keeps every byte, a missing final newline included (sed does not add one).
if ! { printf %s "$put" >"$new" && { [ ! -e "$keys" ] || sed -e "$drop" "$keys" >>"$new"; } && chmod "$mode" "$new" && sync "$new"; } 2>/dev/null; then
    say no_space "$home/.ssh could not be written: no space is left, or a quota is reached."; exit 0
fi
if [ -e "$keys" ] && cmp -s "$new" "$keys"; then say done; exit 0; fi
mv -f "$new" "$keys" 2>/dev/null || { say not_writable "$home/$keys cannot be replaced: it may be immutable."; exit 0; }
trap - EXIT
sync .ssh 2>/dev/null
say done
