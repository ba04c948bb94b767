# Talks to a development instance from bash; sourced, never run: ". tools/try-it.sh http://localhost:8080".
# Needs curl, node and ssh. Everything here is public knowledge about development instances.

gateway=${1:-http://localhost:8080}
password=penguin-dev-password
credentials=/api/v1/tenant/infrastructure/ssh-credentials
# Sourced again, it goes on with the session that it has.
email=${email:-} token=${token:-} grant=${grant:-} granted_at=${granted_at:-0} used_step=${used_step:-0}

# totp EMAIL [STEPS]: the user's one-time code, now or that many steps of 30 s later (RFC 6238).
totp() {
    node -e '
const secrets = { "owner@acme.example": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "admin@acme.example": "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU",
  "owner@borealis.example": "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK", "owner@cumulus.example": "ONSWG4TFOQYTEMZUONSWG4TFOQYTEMZU",
  "admin@penguinmails.example": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "second-admin@penguinmails.example": "NBSWY3DPO5XXE3DENBSWY3DPO5XXE3DE",
  "operator@penguinmails.example": "PFXXK4TTPFXXK4TTPFXXK4TTPFXXK4TT", "developer@penguinmails.example": "OBQXG43XN5ZGIMJSOBQXG43XN5ZGIMJS" };
const [email, later] = process.argv.slice(1);
const bits = [...secrets[email]].map(c => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
const counter = Buffer.alloc(8);
counter.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30000) + Number(later)));
const key = Buffer.from(bits.match(/.{8}/g).map(b => parseInt(b, 2)));
const hash = require("crypto").createHmac("sha1", key).update(counter).digest();
console.log(String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1000000).padStart(6, "0"));
' "$1" "${2:-0}" </dev/null
}

# field NAME: that field of the JSON on standard input.
field() {
    node -e 'const answer = JSON.parse(require("fs").readFileSync(0)); console.log(answer[process.argv[1]] ?? "")' "$1"
}

# next_code: sets code to one that has not been used yet. A code works once, and clocks may already show the next one.
next_code() {
    local step=$(($(date +%s) / 30))
    [ "$step" -gt "$used_step" ] || step=$((used_step + 1))
    while [ $((step - $(date +%s) / 30)) -gt 1 ]; do sleep 1; done
    used_step=$step
    code=$(totp "$email" $((step - $(date +%s) / 30)))
}

# sign_in EMAIL: keeps the access token for the calls that follow. Signed in already, it does nothing.
sign_in() {
    if [ "$1" = "$email" ] && [ "$(status_of GET /api/v1/auth/me)" = 200 ]; then
        echo "signed in as $email already"
        return
    fi
    local answer attempt
    email=$1 grant= granted_at=0
    # Another shell may have used the code.
    for attempt in 1 2 3; do
        next_code
        answer=$(curl -sS "$gateway/api/v1/auth/sign-in" -H 'Content-Type: application/json' \
            -d "{\"email\":\"$email\",\"password\":\"$password\",\"totpCode\":\"$code\"}" </dev/null)
        token=$(field accessToken <<<"$answer")
        if [ -n "$token" ]; then
            echo "signed in as $email"
            return
        fi
    done
    echo "$answer"
    return 1
}

# step_up: keeps a grant for sensitive calls, for 5 minutes.
step_up() {
    [ $(($(date +%s) - granted_at)) -ge 240 ] || { echo 'stepped up already'; return; }
    local answer
    next_code
    answer=$(curl -sS "$gateway/api/v1/auth/step-up" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -d "{\"password\":\"$password\",\"totpCode\":\"$code\"}" </dev/null)
    grant=$(field grant <<<"$answer")
    if [ -z "$grant" ]; then
        echo "$answer"
        return 1
    fi
    granted_at=$(date +%s)
    echo 'stepped up for 5 minutes'
}

# send METHOD PATH [CURL OPTION…]
send() {
    local body=() method=$1 path=$2
    [ "$method" = GET ] || body=(-H 'Content-Type: application/json' -d "${json:-"{}"}")
    shift 2
    curl -sS -X "$method" "$gateway$path" -H "Authorization: Bearer $token" ${grant:+-H "X-Step-Up: $grant"} "${body[@]}" "$@" </dev/null
}

# status_of METHOD PATH: the status of the answer.
status_of() {
    send "$1" "$2" -o /dev/null -w '%{http_code}'
}

# call METHOD PATH [JSON]: shows the answer.
call() {
    json=${3:-} send "$1" "$2"
    echo
}

# operate ACTION: rotate, revoke or regenerate; waits until the operation has ended.
operate() {
    local answer id
    answer=$(send POST "$credentials/$1")
    id=$(field operationId <<<"$answer")
    if [ -z "$id" ]; then
        echo "$answer"
        return 1
    fi
    while :; do
        answer=$(send GET "$credentials/operations/$id")
        [ -z "$(field finishedAt <<<"$answer")" ] || break
        sleep 0.5
    done
    echo "$1: $(field status <<<"$answer")"
}

# download FILE: the private key, for you alone to read. Only what is a key replaces the file.
download() {
    local part status
    part=$(mktemp "$1.XXXXXX") || return
    status=$(send POST "$credentials/download" -o "$part" -w '%{http_code}')
    if [ "$status" = 200 ]; then
        mv -f "$part" "$1"
        echo "the private key is in $1"
    else
        cat "$part"
        echo
        rm -f "$part"
        return 1
    fi
}

# log_in FILE COMMAND…: runs a command on the tenant's server with the key of the file. The server must show the host key that the platform knows.
log_in() {
    local file=$1 answer address port shown
    shift
    answer=$(send GET "$credentials")
    address=$(field vpsIp <<<"$answer") port=$(field sshPort <<<"$answer")
    ssh-keyscan -p "$port" "$address" >"$file.known_hosts" 2>/dev/null </dev/null
    shown=$(ssh-keygen -lf "$file.known_hosts")
    case $shown in
        *"$(field hostKeyFingerprint <<<"$answer")"*) ;;
        *)
            echo "$address shows another host key: $shown"
            return 1
            ;;
    esac
    ssh -n -F none -i "$file" -o IdentitiesOnly=yes -o BatchMode=yes -o UserKnownHostsFile="$file.known_hosts" -p "$port" \
        "$(field sshUsername <<<"$answer")@$address" "$@"
}
