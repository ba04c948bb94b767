#!/usr/bin/env bash
# Knot DNS 3.2.6: a DNS UPDATE (RFC 2136) that adds a TXT record which exists with another TTL answers NOERROR and changes nothing,
# the TTL included. BIND 9.18 answers NOERROR to the same update and serves the new TTL, as RFC 2136, section 3.4.2.2 asks.
# Expected: NOERROR means that the zone now holds what was sent. A client has to read the record back.
set -euo pipefail
knot=3.2.6-1
bind=1:9.18.49-1~deb12u3
work=$(mktemp -d)
chmod 755 "$work"
pids=()
cleanup() { [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT

cd "$work"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# The servers' own start-up is not wanted: the packages are unpacked with what they depend on, not installed.
mapfile -t needed < <(apt-get -qq install --print-uris --reinstall --no-install-recommends "knot=$knot" "knot-dnsutils=$knot" "bind9=$bind" 2>/dev/null |
    sed -n "s/^'[^']*' \([^_]*\)_.*/\1/p" | sort -u)
apt-get -qq -o APT::Sandbox::User=root download "knot=$knot" "knot-dnsutils=$knot" "bind9=$bind" "${needed[@]}" >/dev/null 2>&1 ||
    apt-get -qq -o APT::Sandbox::User=root download "knot=$knot" "knot-dnsutils=$knot" "bind9=$bind" >/dev/null
for package in ./*.deb; do dpkg -x "$package" root; done
lib=$work/root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$lib:$lib/knot:$lib/bind9
port=$((20000 + RANDOM % 10000))
secret=$(head -c 32 /dev/urandom | base64)

mkdir -p knot/db bind
zone() { printf '$ORIGIN example.net.\n$TTL 300\n@ SOA ns admin 1 3600 600 86400 1\n@ NS ns\nns A 127.0.0.1\nlabel 300 TXT "same"\n'; }
zone >knot/example.net.zone
zone >bind/example.net.zone
cat >knot.conf <<C
server:
    rundir: $work/knot
    listen: 127.0.0.1@$port
database:
    storage: $work/knot/db
key:
  - id: probe
    algorithm: hmac-sha256
    secret: $secret
acl:
  - id: probe
    key: probe
    action: update
zone:
  - domain: example.net
    storage: $work/knot
    file: example.net.zone
    acl: probe
C
cat >named.conf <<C
options { directory "$work/bind"; listen-on port $((port + 1)) { 127.0.0.1; }; listen-on-v6 { none; }; recursion no; pid-file none; session-keyfile none; };
controls { };
key probe { algorithm hmac-sha256; secret "$secret"; };
zone example.net { type primary; file "example.net.zone"; update-policy { grant probe zonesub ANY; }; };
C
"$work/root/usr/sbin/knotd" -c knot.conf >knot.log 2>&1 & pids+=($!)
"$work/root/usr/sbin/named" -g -c named.conf >named.log 2>&1 & pids+=($!)

ask() { "$work/root/usr/bin/kdig" @127.0.0.1 -p "$1" label.example.net TXT +noall +answer | awk '{print $2}'; }
for p in $port $((port + 1)); do for _ in $(seq 100); do [ "$(ask "$p" 2>/dev/null)" = 300 ] && break; sleep 0.1; done; done
declare -A ttl
for p in $port $((port + 1)); do
    printf 'server 127.0.0.1 %s\nkey hmac-sha256:probe %s\nzone example.net\nadd label.example.net 60 TXT "same"\nsend\n' "$p" "$secret" |
        "$work/root/usr/bin/knsupdate"
    sleep 1
    ttl[$p]=$(ask "$p")
done
echo "TXT with TTL 300 in the zone; an update adds the same data with TTL 60; both servers answer NOERROR."
echo "  Knot DNS $knot serves TTL ${ttl[$port]}"
echo "  BIND $bind serves TTL ${ttl[$((port + 1))]}"
[ "${ttl[$port]}" = 300 ] && [ "${ttl[$((port + 1))]}" = 60 ] || { echo "The behaviour has changed."; exit 1; }
