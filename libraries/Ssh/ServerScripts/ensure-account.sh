# Parameters: account, admin (yes or no).
made=unchanged
if ! find_account; then
    shell=/bin/bash
    [ -x "$shell" ] || shell=/bin/sh
    # '*' matches no password; '!' would tell sshd that the account is locked, keys and all.
    error=$(useradd --create-home --shell "$shell" --password '*' "$account" 2>&1) \
        || stop failed "The account $account could not be made on the server: $(printf %s "$error" | tail -n 1)"
    find_account || stop failed "The account $account could not be made on the server."
    made=changed
fi
[ "$uid" != 0 ] || [ "$account" = root ] || stop failed "The account $account has root's user id."
if [ ! -d "$home" ]; then
    mkdir -p "$home" && chown "$uid:$gid" "$home" && chmod 755 "$home" || stop not_writable "The home folder $home cannot be made."
    made=changed
fi
case $(getent shadow "$account" | cut -d: -f2) in
    '!' | '!!' | '!*')
        usermod --password '*' "$account" >/dev/null 2>&1 || stop failed "The account $account is locked and could not be unlocked."
        made=changed
        ;;
esac

may_sudo() { setpriv --reuid="$uid" --regid="$gid" --init-groups sudo -n true </dev/null >/dev/null 2>&1; }
if [ "$admin" = yes ] && [ "$account" != root ] && ! may_sudo; then
    file=/etc/sudoers.d/penguinmails-$account
    # Checked before it counts: one bad file would take sudo from everybody.
    { mkdir -p /etc/sudoers.d && printf '%s ALL=(ALL:ALL) NOPASSWD: ALL\n' "$account" >"$file.new~" && chmod 440 "$file.new~" \
        && visudo -qcf "$file.new~" && mv -f "$file.new~" "$file"; } >/dev/null 2>&1 || {
        rm -f "$file.new~"
        stop failed "$account could not be given sudo on the server: /etc/sudoers.d cannot be written."
    }
    may_sudo || {
        rm -f "$file"
        stop failed "$account has no sudo on the server: /etc/sudoers does not include /etc/sudoers.d, or forbids it."
    }
    made=changed
fi
stop done "$made"
