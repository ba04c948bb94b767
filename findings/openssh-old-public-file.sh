#!/usr/bin/env bash
# OpenSSH 9.2p1 (client and server): a new private key saved over an old one, whose `.pub` file stays beside it, is never offered. The client
# takes the public half from the file beside the key, offers the old key alone, and ends with "Permission denied (publickey)";
# `ssh-keygen -l` on the private key prints the old fingerprint as well. Without the old `.pub` file the same key logs in.
# Expected: `-i FILE` uses FILE; a `.pub` file that is not of this key is ignored, or at least named. As it is, whoever downloads a rotated
# key over the old one is locked out, and every look at the key shows the old one.
set -euo pipefail
version=1:9.2p1-2+deb12u10
work=$(mktemp -d)
chmod 755 "$work"
server=
cleanup() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

cd "$work"
apt-get -qq update
apt-get -qq -o APT::Sandbox::User=root download "openssh-client=$version" "openssh-server=$version" >/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done
ssh=$work/root/usr/bin/ssh keygen=$work/root/usr/bin/ssh-keygen
port=$((20000 + RANDOM % 10000))

for key in host old new; do "$keygen" -q -t ed25519 -N '' -C "$key" -f "$key"; done
cp new.pub authorized_keys
printf '%s\n' "Port $port" 'ListenAddress 127.0.0.1' "HostKey $work/host" "AuthorizedKeysFile $work/authorized_keys" \
    'StrictModes no' 'UsePAM no' 'PidFile none' >sshd_config
mkdir -p /run/sshd
"$work/root/usr/sbin/sshd" -D -e -f sshd_config 2>sshd.log & server=$!
for _ in $(seq 100); do grep -q listening sshd.log && break; sleep 0.1; done

# logs_in FILE: whether the server, which knows the new key only, accepts what the client makes of this private key file.
logs_in() {
    "$ssh" -F none -p "$port" -i "$1" -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes -o LogLevel=ERROR \
        -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null "$(id -un)@127.0.0.1" true 2>&1 && echo accepted || true
}
cat new >old
beside=$(logs_in old)
shown=$("$keygen" -l -f old | awk '{print $3}')
held=$("$keygen" -y -f old | awk '{print $3}')
rm old.pub
alone=$(logs_in old)
echo "OpenSSH $version: the new private key, saved over the old one:"
echo "  the old .pub beside it: ${beside##*: }"
echo "  ssh-keygen -l shows the key: $shown; ssh-keygen -y reads from the same file the key: $held"
echo "  without the .pub file:  $alone"
[[ $beside == *'Permission denied'* ]] && [ "$shown $held $alone" = 'old new accepted' ] || { echo "The behaviour has changed."; exit 1; }
