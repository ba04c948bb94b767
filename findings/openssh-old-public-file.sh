#!/usr/bin/env bash
# OpenSSH 9.2p1 (client and server): a new private key saved over an old one, whose `.pub` file stays beside it, is never offered. The client
# takes the public half from the file beside the key, offers the old key alone, and ends with "Permission denied (publickey)";
# `ssh-keygen -l` on the private key prints the old fingerprint as well. Without the old `.pub` file the same key logs in.
# Expected: `-i FILE` uses FILE; a `.pub` file that is not of this key is ignored, or at least named. As it is, whoever downloads a rotated
# key over the old one is locked out, and the fingerprint of the file says that it still holds the old key.
set -euo pipefail
version=1:9.2p1-2+deb12u10
if [ "${1:-}" != inside ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # A copy-on-write view of this machine in which the packages are installed; it ends with the processes in it.
    unshare --mount --pid --fork --kill-child --mount-proc bash -euc '
        mount --make-rprivate / && mount -t tmpfs tmpfs "$1" && mkdir "$1/upper" "$1/work" "$1/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
        mount --rbind /dev "$1/root/dev" && mount -t proc proc "$1/root/proc" && mount -t tmpfs tmpfs "$1/root/tmp" && mount -t tmpfs tmpfs "$1/root/run"
        cp "$2" "$1/root/tmp/probe.sh" && exec chroot "$1/root" bash /tmp/probe.sh inside' - "$work" "$0"
    exit
fi

export DEBIAN_FRONTEND=noninteractive
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
apt-get -qq update
apt-get -qq install --no-install-recommends "openssh-client=$version" "openssh-server=$version" >/dev/null 2>&1
port=$((20000 + RANDOM % 10000))
mkdir -p /tmp/probe /run/sshd && cd /tmp/probe

for key in host old new; do ssh-keygen -q -t ed25519 -N '' -C "$key" -f "$key"; done
cp new.pub authorized_keys
printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' "HostKey $PWD/host" "AuthorizedKeysFile $PWD/authorized_keys" \
    'StrictModes no' 'UsePAM no' 'PidFile none' >sshd_config
/usr/sbin/sshd -D -e -f sshd_config 2>sshd.log &
for _ in $(seq 100); do grep -q listening sshd.log && break; sleep 0.1; done

# logs_in FILE: whether the server, which knows the new key only, accepts what the client makes of this private key file.
logs_in() {
    ssh -F none -p "$port" -i "$1" -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o LogLevel=ERROR \
        -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$(id -un)@127.0.0.1" true 2>&1 && echo accepted || true
}
cat new >old
beside=$(logs_in old)
shown=$(ssh-keygen -l -f old | awk '{print $3}')
held=$(ssh-keygen -y -f old | awk '{print $3}')
rm old.pub
alone=$(logs_in old)
echo "OpenSSH $version: the new private key, saved over the old one:"
echo "  the old .pub beside it: ${beside##*: }"
echo "  ssh-keygen -l shows the key: $shown; ssh-keygen -y reads from the same file the key: $held"
echo "  without the .pub file:  $alone"
[[ $beside == *'Permission denied'* ]] && [ "$shown $held $alone" = 'old new accepted' ] || { echo "The behaviour has changed."; exit 1; }
