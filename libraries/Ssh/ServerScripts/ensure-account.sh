# Parameters: account, admin (yes or no), owner (the id of the tenant whose account it is; nothing: several may use it).
made=unchanged
state=/var/lib/penguinmails
marker=$state/$account.owner

# An account that was there before is the owner's only where it was made for them. The marker says so; the account cannot change it.
# The comment says so when the script was cut off between the two.
is_owners() {
    if [ -e "$marker" ]; then
        seen=
        IFS= read -r seen <"$marker"
        [ "$seen" = "$owner" ]
    else
        [ "${gecos%%,*}" = "penguinmails $owner" ]
    fi
}

mark() {
    { [ -d "$state" ] || mkdir -p -m 700 "$state"; } && printf '%s\n' "$owner" >"$marker.new" && sync "$marker.new" && mv -fT "$marker.new" "$marker"
}

choose_shell() {
    chosen=/bin/bash
    [ -x "$chosen" ] || chosen=/bin/sh
}

# An account without a password has nothing to change and nobody who would: with a maximal age, as hardened servers set it for every new
# account, PAM lets a key in and then runs nothing.
lift_limits() {
    case ${shell##*/} in nologin | false | true) lacks_shell=yes ;; *) lacks_shell=no ;; esac
    [ -x "$shell" ] || lacks_shell=yes
    if [ "$lacks_shell" = yes ]; then
        choose_shell
        error=$(usermod --shell "$chosen" "$account" 2>&1) \
            || stop failed "The account $account has the shell $shell, and could not be given another: $(printf %s "$error" | tail -n 1)"
        made=changed
    fi
    shadow=$(getent shadow "$account") || return 0
    IFS=: read -r _ _ changed _ age _ inactive expiry _ <<END
$shadow
END
    # 99999 days, as distributions write it, are no limit.
    case $age in '' | -1 | ?????*) ages=no ;; *) ages=yes ;; esac
    [ "$changed" != 0 ] || ages=yes
    if [ "$ages" = yes ] || [ -n "$inactive" ] || [ -n "$expiry" ]; then
        error=$(chage --lastday "$(($(date +%s) / 86400))" --mindays 0 --maxdays -1 --inactive -1 --expiredate -1 "$account" 2>&1) \
            || stop failed "The account $account will expire, or its password age, and that could not be lifted: $(printf %s "$error" | tail -n 1)"
        made=changed
    fi
}

if ! find_account; then
    choose_shell
    set --
    [ -z "$owner" ] || set -- --comment "penguinmails $owner"
    # Of an account of this name that is gone.
    rm -f "$marker" || stop not_writable "$state cannot be written on the server: it is read-only."
    # '*' matches no password; '!' would tell sshd that the account is locked, keys and all.
    error=$(useradd --create-home --shell "$chosen" --password '*' "$@" "$account" 2>&1) \
        || stop failed "The account $account could not be made on the server: $(printf %s "$error" | tail -n 1)"
    find_account || stop failed "The account $account could not be made on the server."
    made=changed
elif [ -n "$owner" ]; then
    is_owners || stop taken "The account $account is on the server already and was not made for this tenant. Remove it; or, where it is this tenant's, write $owner into $marker."
fi
[ -z "$owner" ] || [ -e "$marker" ] || mark 2>/dev/null || stop no_space "$marker cannot be written on the server: its disk is read-only or full."
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

lift_limits

# Sets what sudo says to the account, which has no terminal here, as when the platform connects.
may_sudo() {
    said=$(setpriv --reuid="$uid" --regid="$gid" --init-groups sudo -n true 2>&1 </dev/null >/dev/null) && return 0
    said=${said##*
}
    return 1
}
if [ "$admin" = yes ] && [ "$account" != root ] && ! may_sudo; then
    file=/etc/sudoers.d/penguinmails-$account
    # Checked before it counts: one bad file would take sudo from everybody.
    { mkdir -p /etc/sudoers.d && printf 'Defaults:%s !requiretty\n%s ALL=(ALL:ALL) NOPASSWD: ALL\n' "$account" "$account" >"$file.new~" && chmod 440 "$file.new~" \
        && visudo -qcf "$file.new~" && mv -f "$file.new~" "$file"; } >/dev/null 2>&1 || {
        rm -f "$file.new~"
        stop failed "$account could not be given sudo on the server: /etc/sudoers.d cannot be written."
    }
    may_sudo || {
        rm -f "$file"
        stop failed "$account has no sudo on the server although $file was written: $said (/etc/sudoers must include /etc/sudoers.d, and forbid nothing after that)."
    }
    made=changed
fi
stop done "$made"
