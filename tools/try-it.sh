# Talks to a development instance from bash; sourced, never run: ". tools/try-it.sh http://localhost:8080".
# Needs curl and node. Everything here is public knowledge about development instances.

gateway=${1:-http://localhost:8080}
password=penguin-dev-password

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
' "$1" "${2:-0}"
}

# field NAME: that field of the JSON on standard input.
field() {
    node -e 'const answer = JSON.parse(require("fs").readFileSync(0)); console.log(answer[process.argv[1]] ?? "")' "$1"
}

# sign_in EMAIL: keeps the access token for the calls that follow.
sign_in() {
    email=$1
    local answer
    answer=$(curl -sS "$gateway/api/v1/auth/sign-in" -H 'Content-Type: application/json' \
        -d "{\"email\":\"$email\",\"password\":\"$password\",\"totpCode\":\"$(totp "$email")\"}")
    token=$(field accessToken <<<"$answer")
    grant=
    [ -n "$token" ] && echo "signed in as $email" || echo "$answer"
}

# step_up: keeps a grant for sensitive calls. A code works once, so it uses the next one, which clocks may already show.
step_up() {
    local answer
    answer=$(curl -sS "$gateway/api/v1/auth/step-up" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
        -d "{\"password\":\"$password\",\"totpCode\":\"$(totp "$email" 1)\"}")
    grant=$(field grant <<<"$answer")
    [ -n "$grant" ] && echo 'stepped up for 5 minutes' || echo "$answer"
}

# call METHOD PATH [JSON]
call() {
    local body=()
    [ "$1" = GET ] || body=(-H 'Content-Type: application/json' -d "${3:-"{}"}")
    curl -sS -X "$1" "$gateway$2" -H "Authorization: Bearer $token" ${grant:+-H "X-Step-Up: $grant"} "${body[@]}"
}
