#!/usr/bin/env bash
# Dovecot 2.3.19 with MailKit 4.18.2: two passdbs, the current password in the first and the previous one in the second, accept both with
# PLAIN, but with SCRAM-SHA-256 the previous password is refused. For SCRAM the server needs the stored secret before it has seen any
# proof, takes that of the first passdb that knows the user, and asks no other when the proof does not fit.
# Expected: passdbs are tried in turn until one accepts, whatever the mechanism. As it is, a grace period made of two passdbs holds for the
# clients that send the password and ends at once for those that do SCRAM.
set -euo pipefail
dovecot=1:2.3.19.1+dfsg1-2.1+deb12u7
mailkit=4.18.2
if [ "${1:-}" != inside ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # A copy-on-write view of this machine in which the package is installed; it ends with the processes in it.
    unshare --mount --pid --fork --kill-child --mount-proc bash -euc '
        mount --make-rprivate / && mount -t tmpfs tmpfs "$1" && mkdir "$1/upper" "$1/work" "$1/root"
        mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
        mount --rbind /dev "$1/root/dev" && mount -t proc proc "$1/root/proc" && mount -t tmpfs tmpfs "$1/root/tmp" && mount -t tmpfs tmpfs "$1/root/run"
        cp "$2" "$1/root/tmp/probe.sh" && exec chroot "$1/root" bash /tmp/probe.sh inside' - "$work" "$0"
    exit
fi

export DEBIAN_FRONTEND=noninteractive DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 HOME=/tmp/home
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
apt-get -qq update
apt-get -qq install --no-install-recommends "dovecot-core=$dovecot" "dovecot-imapd=$dovecot" >/dev/null 2>&1
port=$((20000 + RANDOM % 10000))
mkdir -p /tmp/home /tmp/dovecot
for generation in current previous; do
    echo "probe:$(doveadm -O pw -s SCRAM-SHA-256 -p "$generation-password")" >"/tmp/dovecot/$generation"
done
chown dovecot /tmp/dovecot/current /tmp/dovecot/previous
cat >/tmp/dovecot/dovecot.conf <<C
base_dir = /tmp/dovecot/run
state_dir = /tmp/dovecot/state
log_path = /tmp/dovecot/log
protocols = imap
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain scram-sha-256
mail_location = maildir:/tmp/dovecot/mail
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/tmp/dovecot/mail
}
passdb {
  driver = passwd-file
  args = /tmp/dovecot/current
}
passdb {
  driver = passwd-file
  args = /tmp/dovecot/previous
}
service imap-login {
  inet_listener imap {
    address = 127.0.0.1
    port = $port
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
C
mkdir -p /tmp/dovecot/mail && chown nobody /tmp/dovecot/mail
dovecot -c /tmp/dovecot/dovecot.conf

mkdir /tmp/probe && cd /tmp/probe
cat >probe.cs <<C
#:package MailKit@$mailkit
#:property PublishAot=false
using MailKit.Net.Imap;
using MailKit.Security;

foreach (var password in new[] { "current-password", "previous-password" })
{
    foreach (var mechanism in new SaslMechanism[] { new SaslMechanismPlain("probe", password), new SaslMechanismScramSha256("probe", password) })
    {
        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", $port, SecureSocketOptions.None);
        string outcome;
        try
        {
            await client.AuthenticateAsync(mechanism);
            outcome = "accepted";
        }
        catch (AuthenticationException)
        {
            outcome = "refused";
        }

        Console.WriteLine(\$"{password} with {mechanism.MechanismName}: {outcome}");
    }
}
C
seen=$(dotnet run probe.cs)
echo "Dovecot $dovecot, MailKit $mailkit, IMAP:"
sed 's/^/  /' <<<"$seen"
expected='current-password with PLAIN: accepted
current-password with SCRAM-SHA-256: accepted
previous-password with PLAIN: accepted
previous-password with SCRAM-SHA-256: refused'
[ "$seen" = "$expected" ] || { echo "The behaviour has changed."; exit 1; }
