"""The format of docs/api/audit-export.md: strict reading, canonical JSON, hashes, proofs, signatures. Python 3.8, the openssl command."""
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import tempfile
from datetime import datetime

STATEMENT = "chain firstSequence headHash lastSequence merkleRoot number previous signedAt type".split()


class Wrong(ValueError):
    """What was read is not of the format."""


def check(condition, problem):
    if not condition:
        raise Wrong(problem)


def unique(pairs):
    check(len(dict(pairs)) == len(pairs), "a member comes twice")
    return dict(pairs)


def parse(line):
    """JSON in UTF-8: no byte order mark, no member twice, no NaN."""
    return json.loads(line.decode("utf-8"), object_pairs_hook=unique, parse_constant=lambda name: check(False, name))


def members(value, required, optional=()):
    """An object with these members and no others."""
    check(isinstance(value, dict) and set(required) <= set(value) <= {*required, *optional}, "members are missing or unknown")
    return value


def text(value):
    check(isinstance(value, str) and not re.search("[\ud800-\udfff]", value), "not a text")
    return value


def integer(value, least=1):
    check(re.fullmatch("0|[1-9][0-9]{0,18}", text(value)) and least <= int(value) < 2**63, "not an integer as a string")
    return int(value)


def digest(value):
    check(re.fullmatch("[0-9a-f]{64}", text(value)), "not 32 bytes in lower-case hexadecimal")
    return bytes.fromhex(value)


def micros(value):
    """Microseconds since 1970."""
    check(re.fullmatch(r"[0-9]{4}(-[0-9]{2}){2}T([0-9]{2}:){2}[0-9]{2}\.[0-9]{6}Z", text(value)), "not a time")
    since = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ") - datetime(1970, 1, 1)
    return (since.days * 86400 + since.seconds) * 1_000_000 + since.microseconds


def canonical(value):
    """RFC 8785, of values without numbers."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: text(name).encode("utf-16-be"))
        return b"{" + b",".join(canonical(name) + b":" + canonical(value[name]) for name in names) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    check(value is None or isinstance(value, bool) or text(value) is not None, "a number")
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def number(value):
    return value.to_bytes(8, "big", signed=True)


def prefixed(data):
    return number(len(data)) + data


def record_hash(chain, sequence, recorded_at, previous, body):
    return sha(
        prefixed(b"penguinmails.audit.1"), prefixed(chain.encode()), number(sequence), number(recorded_at), prefixed(previous),
        prefixed(canonical(body)))


def commitment(kind, salt, value):
    return sha(prefixed(b"penguinmails.audit.%s.1" % kind), prefixed(salt), prefixed(canonical(value))).hex()


def merkle_root(hashes):
    """RFC 6962, section 2.1."""
    if len(hashes) <= 1:
        return sha(b"\0", hashes[0]) if hashes else sha()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\1", merkle_root(hashes[:split]), merkle_root(hashes[split:]))


def is_in(leaf, place, count, path, root):
    """Whether the path leads from the leaf at this place to the root (RFC 9162, section 2.1.3.2)."""
    last, current = count - 1, sha(b"\0", leaf)
    if not 0 <= place < count:
        return False
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            current = sha(b"\1", sibling, current)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            current = sha(b"\1", current, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and current == root


def statement_of(checkpoint):
    """The statement of a checkpoint, strictly read."""
    statement = members(checkpoint["statement"], STATEMENT)
    check(statement["type"] == "penguinmails.audit.checkpoint.1", "not a checkpoint")
    for name in ("headHash", "merkleRoot", "previous"):
        digest(statement[name])
    text(statement["chain"]), micros(statement["signedAt"]), integer(statement["number"])
    check(integer(statement["firstSequence"]) <= integer(statement["lastSequence"]), "covers no record")
    text(checkpoint["signature"])
    return statement


def is_signed(checkpoint, keys):
    """Whether one of the keys, PEM by version, made the signature: ECDSA P-256, SHA-256, ASN.1."""
    found = re.fullmatch("vault:v([0-9]+):([A-Za-z0-9+/]+={0,2})", checkpoint["signature"])
    if not found or int(found[1]) not in keys:
        return False
    signature = base64.b64decode(found[2] + "==")
    if base64.b64encode(signature).decode() != found[2]:
        return False
    with tempfile.TemporaryDirectory() as folder:
        key, signed, statement = (pathlib.Path(folder, name) for name in ("key", "signature", "statement"))
        key.write_text(keys[int(found[1])])
        signed.write_bytes(signature)
        statement.write_bytes(canonical(checkpoint["statement"]))
        command = ["openssl", "dgst", "-sha256", "-verify", key, "-signature", signed, statement]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
