# The last step of tenant-server.sh, inside the server's own file system: lets go of the machine's, makes the accounts
# that are not there yet, and becomes sshd. The file "accounts" has lines "name kind [public key file]".
set -eu
cd /
umount -l /run/setup/machine
rmdir /run/setup/machine

while read -r name kind key; do
    if ! grep -q "^$name:" /etc/passwd; then
        # A password of '*' matches nothing; '!' would tell sshd that the account is locked, keys and all.
        useradd --create-home --shell /bin/bash --password '*' "$name"
        [ "$kind" != admin ] || usermod --append --groups sudo "$name"
    fi
    home=/home/$name
    if [ ! -d "$home/.ssh" ]; then
        install -d -m 755 -o "$name" -g "$name" "$home"
        install -d -m 700 -o "$name" -g "$name" "$home/.ssh"
        [ -z "$key" ] || install -m 600 -o "$name" -g "$name" "/run/setup/$key" "$home/.ssh/authorized_keys"
    fi
done </run/setup/accounts

confined() {
    exec setpriv --bounding-set "$capabilities" --inh-caps -all env -u capabilities "$@"
}
[ ! -e /run/setup/tenant-mail-start.sh ] || . /run/setup/tenant-mail-start.sh
rm -rf /run/setup

exec prlimit --nproc=1024:1024 -- setpriv --pdeathsig KILL --bounding-set "$capabilities" --inh-caps -all env -u capabilities /usr/sbin/sshd -D -e -f /etc/ssh/sshd_config
