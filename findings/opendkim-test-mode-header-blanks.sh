#!/usr/bin/env bash
# OpenDKIM 2.11.0 beta 2, test mode (`opendkim -t FILE`): a valid signature with the canonicalization "simple" for headers fails
# ("signature verification failed") when a signed header has anything but one blank after its colon: none, two, a tab, or a line
# break. With "relaxed" the same headers pass, and dkimpy verifies all of them.
# Expected: "simple" means that headers are taken as they are; the file has them as they were signed. Whoever checks a signer with
# this mode looks for a fault in the signer.
set -euo pipefail
opendkim=2.11.0~beta2-8+deb12u1
dkimpy=1.1.4-1
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

openssl genrsa -traditional -out key.pem 2048 2>/dev/null
record="v=DKIM1; k=rsa; p=$(openssl rsa -in key.pem -pubout -outform der 2>/dev/null | base64 -w0)"
printf 'probe._domainkey.example.net %s\n' "$record" >records
printf '%s\n' 'Mode v' 'Socket inet:1@127.0.0.1' "TestDNSData $PWD/records" 'UserID root' >opendkim.conf
cat >sign.py <<'P'
import sys, dkim
record, key = sys.argv[1].encode(), open("key.pem", "rb").read()
subjects = {"one-blank": b" words", "no-blank": b"words", "two-blanks": b"  words", "tab": b"\twords", "line-break": b"\r\n words", "blank-at-end": b" words "}
for name, subject in subjects.items():
    message = b"From: a@example.net\r\nTo: b@example.net\r\nSubject:" + subject + b"\r\nDate: Mon, 30 Nov 2026 10:00:00 +0000\r\n\r\nText.\r\n"
    for headers in (b"simple", b"relaxed"):
        signed = dkim.sign(message, b"probe", b"example.net", key, canonicalize=(headers, b"simple"), include_headers=[b"from", b"to", b"subject", b"date"]) + message
        assert dkim.verify(signed, dnsfunc=lambda name, timeout=5: record), (name, headers)
        open(f"{name}.{headers.decode()}", "wb").write(signed)
P
/usr/bin/python3 sign.py "$record"

echo "opendkim -t, version $opendkim, on messages that dkimpy $dkimpy signed and verified:"
seen=
for name in one-blank no-blank two-blanks tab line-break blank-at-end; do
    for headers in simple relaxed; do
        result=$(opendkim -x opendkim.conf -v -t "$name.$headers" 2>&1 | tail -n 1 | sed -n 's/.*) \(succeeded\|failed\).*/\1/p')
        echo "  $name, $headers: $result"
        seen+="${result:0:1}"
    done
done
[ "$seen" = ssfsfsfsfsss ] || { echo "The behaviour has changed."; exit 1; }
