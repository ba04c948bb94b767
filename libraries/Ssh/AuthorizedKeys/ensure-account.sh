# Runs as root. Parameters: account, admin (yes or no).
set -u
say() { printf 'penguinmails-outcome %s\n' "$*"; }
if ! id "$account" >/dev/null 2>&1; then
    useradd --create-home --shell /bin/bash "$account" >/dev/null 2>&1 || { say failed "The account $account could not be made on the server."; exit 0; }
    # '*' is no password, but does not lock the account: sshd refuses keys of a locked one.
    usermod --password '*' "$account" >/dev/null 2>&1 || { say failed "The account $account could not be prepared on the server."; exit 0; }
fi
may_sudo() { setpriv --reuid="$account" --regid="$(id -g "$account")" --init-groups sudo -n true </dev/null >/dev/null 2>&1; }
if [ "$admin" = yes ] && ! may_sudo; then
    umask 027
    mkdir -p /etc/sudoers.d
    file=/etc/sudoers.d/$account
    { printf '%s ALL=(ALL) NOPASSWD:ALL\n' "$account" >"$file.new" && chmod 440 "$file.new" && mv -f "$file.new" "$file"; } 2>/dev/null \
        || { say failed "$account could not be given sudo on the server."; exit 0; }
fi
say done
