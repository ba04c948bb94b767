#!/usr/bin/env bash
# paramiko 2.12.0: a private key in OpenSSH's own format is refused ("Invalid key") when its comment ends in a letter beyond ASCII and the
# key's private part happens to fill its last cipher block: the comment's last byte is then taken for a count of padding bytes. Which
# comments those are depends on their length and on whether the key has a passphrase (blocks of 8 bytes, or of 16). An ECDSA key of 384
# bits without a comment is refused in about every second case, with another message. ssh-keygen and PuTTY read all of them.
# Expected: padding is 1, 2, 3, ... up to the block's end, or absent; a comment is UTF-8 text of any length, also none.
set -euo pipefail
paramiko=2.12.0-2
openssh=1:9.2p1-2+deb12u10
putty=0.78-2+deb12u2
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
apt-get -qq install --no-install-recommends "python3-paramiko=$paramiko" "openssh-client=$openssh" "putty-tools=$putty" python3-bcrypt >/dev/null 2>&1
mkdir -p /tmp/probe && cd /tmp/probe

cat >read.py <<'P'
import sys, paramiko
kind = {"ed25519": paramiko.Ed25519Key, "ecdsa": paramiko.ECDSAKey}[sys.argv[1]]
try:
    kind.from_private_key_file("key", password=sys.argv[2] or None)
    print("read")
except paramiko.SSHException as error:
    print(error)
P
# others TYPE PASSPHRASE: fails unless ssh-keygen and PuTTY read the key.
others() {
    printf %s "$2" >passphrase
    ssh-keygen -y -P "$2" -f key >/dev/null && puttygen key -O public-openssh -o /dev/null --old-passphrase passphrase
}
echo "paramiko $paramiko:"
seen=
while IFS='|' read -r comment passphrase; do
    rm -f key key.pub
    ssh-keygen -q -t ed25519 -N "$passphrase" -C "$comment" -f key
    others ed25519 "$passphrase"
    result=$(/usr/bin/python3 read.py ed25519 "$passphrase")
    echo "  ed25519, comment '$comment', passphrase '$passphrase': $result"
    seen+="$result,"
done <<'C'
café|
cafe|
le café|
café|word
backups-café|word
backups-cafe|word
C
refused=0
for _ in $(seq 40); do
    rm -f key key.pub
    ssh-keygen -q -t ecdsa -b 384 -N '' -C '' -f key
    others ecdsa ''
    [ "$(/usr/bin/python3 read.py ecdsa '')" = read ] || refused=$((refused + 1))
done
echo "  ecdsa of 384 bits without a comment: $refused of 40 refused"
[ "$seen" = 'Invalid key,read,read,read,Invalid key,read,' ] && [ "$refused" -gt 0 ] && [ "$refused" -lt 40 ] || { echo "The behaviour has changed."; exit 1; }
