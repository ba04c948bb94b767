#!/usr/bin/env bash
# A DKIM key record whose `p=` is what RFC 6376, section 3.6.1, asks for in words (the DER encoding of an RSAPublicKey, `openssl rsa
# -RSAPublicKey_out`) is read by dkimpy 1.1.4 alone. OpenDKIM 2.11.0 beta 2 says "unable to apply public key", MimeKit 4.18.2 throws
# an ArgumentException about its ASN.1 parser. All three read a SubjectPublicKeyInfo (`-pubout`), the form of the example in its appendix C.
# Expected: verifiers read what the text of the standard asks for, or its text asks for what verifiers read.
set -euo pipefail
dkimpy=1.1.4-1
opendkim=2.11.0~beta2-8+deb12u1
mimekit=4.18.2
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
apt-get -qq install --no-install-recommends "opendkim=$opendkim" "python3-dkim=$dkimpy" openssl >/dev/null 2>&1
mkdir -p /tmp/probe && cd /tmp/probe

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 HOME=/tmp/probe
openssl genrsa -traditional -out key.pem 2048 2>/dev/null
printf 'From: a@example.net\r\nSubject: probe\r\n\r\nText.\r\n' >message
printf '%s\n' 'Mode v' 'Socket inet:1@127.0.0.1' "TestDNSData $PWD/records" 'UserID root' >opendkim.conf
cat >dkimpy.py <<'P'
import dkim
message = open("message", "rb").read()
signed = dkim.sign(message, b"probe", b"example.net", open("key.pem", "rb").read(), canonicalize=(b"relaxed", b"relaxed"), include_headers=[b"from", b"subject"]) + message
open("signed", "wb").write(signed)
print("valid" if dkim.verify(signed, dnsfunc=lambda name, timeout=5: open("record", "rb").read()) else "invalid")
P
cat >probe.cs <<P
#:package MimeKit@$mimekit
#:property PublishAot=false
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;

var message = MimeMessage.Load("signed");
try
{
    Console.WriteLine(new DkimVerifier(new Record()).Verify(message, message.Headers[message.Headers.IndexOf(HeaderId.DkimSignature)]) ? "valid" : "invalid");
}
catch (Exception exception)
{
    Console.WriteLine(exception.GetType().Name);
}

internal sealed class Record : DkimPublicKeyLocatorBase
{
    public override AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        GetPublicKey(File.ReadAllText("record"));

    public override Task<AsymmetricKeyParameter> LocatePublicKeyAsync(string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
        Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
}
P
dotnet build probe.cs -o built >build.log 2>&1 || { cat build.log; exit 1; }
seen=
for form in -pubout -RSAPublicKey_out; do
    printf 'v=DKIM1; k=rsa; p=%s' "$(openssl rsa -in key.pem "$form" -outform der 2>/dev/null | base64 -w0)" >record
    printf 'probe._domainkey.example.net %s\n' "$(cat record)" >records
    results="$(/usr/bin/python3 dkimpy.py), $(opendkim -x opendkim.conf -v -t signed 2>&1 | tail -n 1 | sed 's/.*) //'), $(dotnet built/probe.dll)"
    echo "p= of openssl rsa $form: dkimpy, opendkim, MimeKit: $results"
    seen+="$results|"
done
[ "$seen" = 'valid, succeeded, valid|valid, failed: unable to apply public key, ArgumentException|' ] || { echo "The behaviour has changed."; exit 1; }
