#!/usr/bin/env bash
# Postfix 3.7.11 with Dovecot 2.3.19 as its SASL server: when Dovecot cannot read its password file, Postfix answers even the right
# password with 535 5.7.8 "authentication failed", the same permanent refusal as to a wrong one. Dovecot's own submission service,
# asking the same auth process, answers 454 4.7.0, a temporary failure.
# Expected: Postfix passes the temporary failure on. As it is, a 535 from Postfix does not prove that a password is refused.
set -euo pipefail
dovecot=1:2.3.19.1+dfsg1-2.1+deb12u7
postfix=3.7.11-0+deb12u1
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
apt-get -qq install --no-install-recommends "dovecot-core=$dovecot" "dovecot-submissiond=$dovecot" "postfix=$postfix" >/dev/null 2>&1
smtp=$((20000 + RANDOM % 10000))
submission=$((smtp + 1))

mkdir -p /tmp/dovecot /tmp/postfix/etc /tmp/postfix/spool /tmp/postfix/data && chown postfix /tmp/postfix/data
echo 'probe:{PLAIN}right' >/tmp/dovecot/users && chown dovecot /tmp/dovecot/users && chmod 600 /tmp/dovecot/users
cat >/tmp/dovecot/dovecot.conf <<C
base_dir = /tmp/dovecot/run
state_dir = /tmp/dovecot/state
log_path = /tmp/dovecot/log
protocols = submission
ssl = no
disable_plaintext_auth = no
hostname = example.net
submission_relay_host = 127.0.0.1
mail_location = maildir:/tmp/dovecot/mail
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/tmp/dovecot/mail
}
passdb {
  driver = passwd-file
  args = /tmp/dovecot/users
}
service submission-login {
  inet_listener submission {
    address = 127.0.0.1
    port = $submission
  }
}
service auth {
  unix_listener auth-smtpd {
    mode = 0666
  }
}
C
cat >/tmp/postfix/etc/main.cf <<C
compatibility_level = 3.6
queue_directory = /tmp/postfix/spool
data_directory = /tmp/postfix/data
daemon_directory = /usr/lib/postfix/sbin
maillog_file = /dev/stdout
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mydestination =
alias_maps =
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = /tmp/dovecot/run/auth-smtpd
smtpd_relay_restrictions = permit_sasl_authenticated, reject
default_transport = discard:
C
cat >/tmp/postfix/etc/master.cf <<C
127.0.0.1:$smtp inet n - n - - smtpd
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
discard unix - - n - - discard
C
dovecot -c /tmp/dovecot/dovecot.conf
setsid postfix -c /tmp/postfix/etc start-fg >/tmp/postfix/log 2>&1 </dev/null &

# answer PORT PASSWORD: the answer to one AUTH PLAIN.
answer() {
    local line
    exec 7<>"/dev/tcp/127.0.0.1/$1"
    read -r line <&7
    printf 'EHLO probe.example.net\r\n' >&7
    while read -r line <&7; do [[ $line == 250-* ]] || break; done
    printf 'AUTH PLAIN %s\r\n' "$(printf '\0probe\0%s' "$2" | base64)" >&7
    read -r line <&7
    exec 7>&-
    printf '%s' "${line%$'\r'}"
}
for p in $smtp $submission; do for _ in $(seq 100); do (exec 7<>"/dev/tcp/127.0.0.1/$p") 2>/dev/null && break; sleep 0.1; done; done

echo "Dovecot $dovecot, Postfix $postfix"
for case in right wrong unreadable; do
    password=right
    [ $case = right ] || password=wrong
    if [ $case = unreadable ]; then # replaced by a file that only root can read, as a careless editor would
        password=right
        (umask 077 && echo 'probe:{PLAIN}right' >/tmp/dovecot/users.new) && touch -d '+10 seconds' /tmp/dovecot/users.new
        mv /tmp/dovecot/users.new /tmp/dovecot/users
        sleep 1.2
    fi
    by_postfix=$(answer "$smtp" $password) by_dovecot=$(answer "$submission" $password)
    printf '  %-10s Postfix: %s\n  %-10s Dovecot: %s\n' "$case" "$by_postfix" '' "$by_dovecot"
    seen="${seen:-} ${by_postfix:0:3}/${by_dovecot:0:3}"
done
[ "$seen" = ' 235/235 535/535 535/454' ] || { echo "The behaviour has changed."; exit 1; }
