#!/usr/bin/env bash
# ARSoft.Tools.Net 3.6.1: a TXT record made of one text of more than 255 characters, `new TxtRecord(name, ttl, text)`, goes out with its
# first 255 alone: no exception, and the name server answers NOERROR to the update. The object keeps showing the whole text, and
# prints it as one string. A DKIM key of 2,048 bits (some 400 characters) published that way makes every signature invalid.
# Expected: the text is split into strings of at most 255 octets, as the record's form wants, or refused. Given as strings of that size
# it arrives whole. Seen at Knot DNS 3.2.6, asked with its own kdig.
set -euo pipefail
arsoft=3.6.1
knot=3.2.6-1
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

export DEBIAN_FRONTEND=noninteractive DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 HOME=/tmp/probe
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d
apt-get -qq update
apt-get -qq install --no-install-recommends "knot=$knot" "knot-dnsutils=$knot" >/dev/null 2>&1
mkdir -p /tmp/probe/db && cd /tmp/probe
port=$((20000 + RANDOM % 10000))
printf '$ORIGIN example.net.\n$TTL 300\n@ SOA ns admin 1 3600 600 86400 1\n@ NS ns\nns A 127.0.0.1\n' >zone
cat >knot.conf <<C
server:
    rundir: $PWD
    listen: 127.0.0.1@$port
database:
    storage: $PWD/db
acl:
  - id: probe
    address: 127.0.0.1
    action: update
zone:
  - domain: example.net
    storage: $PWD
    file: zone
    acl: probe
C
knotd -c knot.conf >knot.log 2>&1 &
for _ in $(seq 100); do kdig +short @127.0.0.1 -p "$port" example.net SOA 2>/dev/null | grep -q ns && break; sleep 0.1; done

cat >probe.cs <<P
#:package ARSoft.Tools.Net@$arsoft
#:property PublishAot=false
using System.Net;
using ARSoft.Tools.Net;
using ARSoft.Tools.Net.Dns;
using ARSoft.Tools.Net.Dns.DynamicUpdate;

var text = "v=DKIM1; k=rsa; p=" + new string('A', 392);
using var transport = new TcpClientTransport(int.Parse(args[0]));
var client = new DnsClient([IPAddress.Loopback], [transport], false, 10_000);
foreach (var (name, record) in new[]
{
    ("one", new TxtRecord(DomainName.Parse("one.example.net"), 300, text)),
    ("split", new TxtRecord(DomainName.Parse("split.example.net"), 300, new[] { text[..255], text[255..] })),
})
{
    var update = new DnsUpdateMessage { ZoneName = DomainName.Parse("example.net") };
    update.Updates.Add(new AddRecordUpdate(record));
    var answer = await client.SendUpdateAsync(update);
    Console.WriteLine(\$"{name}: {record.TextData.Length} characters sent, answer {answer!.ReturnCode}");
}
P
sent=$(dotnet run probe.cs -- "$port")
# served NAME: how many characters the server has under the name.
served() { kdig +short @127.0.0.1 -p "$port" "$1.example.net" TXT | tr -d '" \n' | wc -c; }
echo "ARSoft.Tools.Net $arsoft, a TXT record of 410 characters (2 of them blanks):"
sed 's/^/  /' <<<"$sent"
echo "  served without blanks: one: $(served one) characters; split: $(served split)"
expected='one: 410 characters sent, answer NoError
split: 410 characters sent, answer NoError'
[ "$sent" = "$expected" ] && [ "$(served one) $(served split)" = '253 408' ] || { echo "The behaviour has changed."; exit 1; }
