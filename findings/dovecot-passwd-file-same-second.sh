#!/usr/bin/env bash
# Dovecot 2.3.19: a password file that is replaced by another of the same length, with a modification time in the same second, is never read:
# the new password is refused for as long as the file stays. Another inode and other nanoseconds do not count, the whole second and the
# length alone do; hashes of one scheme all have one length. A change of the time by one second makes Dovecot read it.
# Expected: a file renamed over another is read again. As it is, two changes within a second, or a file put in place with its time kept
# (`cp -p`, `rsync -t`, an archive), leave Dovecot with the one before, and no error tells.
set -euo pipefail
version=1:2.3.19.1+dfsg1-2.1+deb12u7
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
apt-get -qq install --no-install-recommends "dovecot-core=$version" >/dev/null 2>&1

mkdir -p /tmp/dovecot
cat >/tmp/dovecot/dovecot.conf <<C
base_dir = /tmp/dovecot/run
state_dir = /tmp/dovecot/state
log_path = /tmp/dovecot/log
protocols =
ssl = no
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/tmp/dovecot/mail
}
passdb {
  driver = passwd-file
  args = /tmp/dovecot/users
}
C
# replace PASSWORD TIME: puts a new file with this modification time in the place of the old one.
replace() {
    echo "probe:$(doveadm -O pw -s SSHA512 -p "$1")" >/tmp/dovecot/users.new
    chown dovecot /tmp/dovecot/users.new && chmod 600 /tmp/dovecot/users.new && touch -d "$2" /tmp/dovecot/users.new
    mv /tmp/dovecot/users.new /tmp/dovecot/users
    sleep 2
}
accepts() { doveadm -c /tmp/dovecot/dovecot.conf auth test probe "$1" >/dev/null 2>&1 && echo accepted || echo refused; }
replace first '2026-01-01 12:00:00.1 UTC'
dovecot -c /tmp/dovecot/dovecot.conf
at_start=$(accepts first)
replace second '2026-01-01 12:00:00.9 UTC'
same_second=$(accepts second)
sleep 10
later=$(accepts second)
touch -d '2026-01-01 12:00:01 UTC' /tmp/dovecot/users
sleep 2
next_second=$(accepts second)
doveadm -c /tmp/dovecot/dovecot.conf stop
echo "Dovecot $version: the first password at the start: $at_start"
echo "  the second, in a file of the same second: $same_second, and ten seconds later: $later"
echo "  the second, after the same file's time was moved by one second: $next_second"
[ "$at_start $same_second $later $next_second" = 'accepted refused refused accepted' ] || { echo "The behaviour has changed."; exit 1; }
