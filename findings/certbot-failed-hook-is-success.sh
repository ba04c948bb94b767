#!/usr/bin/env bash
# certbot 2.1.0 with Pebble 2.4.0: a deploy hook that fails leaves `certbot renew` with exit code 0 and "all renewals succeeded". The next
# runs say "not yet due" and do not call the hook again, so the servers keep the old certificate until it expires.
# Expected: a renewal whose hook failed exits non-zero, or the hook is called again by the next run. As it is, only a line on standard error
# tells, once; what a hook puts in place has to be checked by a look at what the servers present.
set -euo pipefail
certbot=2.1.0-4
pebble=2.4.0+ds1-2+b4
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
apt-get -qq install --no-install-recommends "certbot=$certbot" "pebble=$pebble" openssl >/dev/null 2>&1
port=$((20000 + RANDOM % 5000 * 4))
mkdir /tmp/probe && cd /tmp/probe
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>/dev/null
cat >pebble.json <<C
{"pebble": {"listenAddress": "127.0.0.1:$port", "managementListenAddress": "127.0.0.1:$((port + 1))", "certificate": "cert.pem",
  "privateKey": "key.pem", "httpPort": $((port + 2)), "tlsPort": $((port + 3)), "ocspResponderURL": ""}}
C
# Pebble takes every challenge for met: the name need not resolve.
PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 PEBBLE_VA_ALWAYS_VALID=1 pebble -config pebble.json >pebble.log 2>&1 &
for _ in $(seq 100); do (exec 7<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break; sleep 0.1; done

# certbot ARGUMENTS: its exit code, and how often the hook was called in all.
certbot() {
    local code=0
    REQUESTS_CA_BUNDLE=$PWD/cert.pem /usr/bin/certbot --config-dir config --work-dir state --logs-dir logs --server "https://localhost:$port/dir" \
        --non-interactive "$@" >output 2>&1 || code=$?
    echo "exit $code, hook called $(wc -l <calls) times$(grep -o ', all renewals succeeded' output || true)$(grep -o ', No renewals were attempted' <(sed 's/^/, /' output) || true)"
}
: >calls
first=$(certbot certonly --standalone --http-01-address 127.0.0.1 --http-01-port $((port + 2)) --agree-tos --register-unsafely-without-email \
    -d mail.example.net --deploy-hook "echo called >>$PWD/calls; false")
renewed=$(certbot renew --no-random-sleep-on-renew --force-renewal)
next=$(certbot renew --no-random-sleep-on-renew)
echo "certbot $certbot with Pebble $pebble, a deploy hook that fails:"
printf '  %-19s %s\n' 'first certificate:' "$first" 'renewal:' "$renewed" 'the next run:' "$next"
[ "$renewed" = 'exit 0, hook called 2 times, all renewals succeeded' ] && [ "$next" = 'exit 0, hook called 2 times, No renewals were attempted' ] ||
    { cat output; echo "The behaviour has changed."; exit 1; }
