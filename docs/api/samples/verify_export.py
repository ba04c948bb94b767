#!/usr/bin/env python3
"""Checks an export of the audit ledger (docs/api/audit-export.md) with the public keys alone.

verify_export.py EXPORT KEYS [--erasures EXPORT] [CHECKPOINT...]
Exit code 0: genuine to its end; 3: genuine, but its end is not anchored; 1: not genuine; 2: not checked."""
import pathlib
import re
import sys

from ledger_format import (
    canonical, check, commitment, digest, integer, is_in, is_signed, members, merkle_root, micros, parse, record_hash, sha,
    statement_of, text)


RECORD = "type sequence recordedAt previousHash hash body".split()
FORMATS = ("penguinmails.audit.export.1", "penguinmails.audit.export.2")
HEADER = "type format chain complete exportedAt filter".split()


class WrongInput(Exception):
    """What was given says nothing of the export."""


class Erasures:
    """What the records of erasures name."""

    def __init__(self):
        self.count, self.persons, self.reasons = 0, {}, []

    def add(self, by, details):
        self.count += 1
        words = {}
        for name in ("persons", "reasons"):
            value = details.get(name) if isinstance(details, dict) else None
            words[name] = [word for word in value.split(" ") if word] if isinstance(value, str) else []
        self.persons.update({commitment: by for commitment in words["persons"]})
        for found in (re.fullmatch("([^:]*):([0-9]{1,18})(?:-([0-9]{1,18}))?", word) for word in words["reasons"]):
            if found:
                self.reasons.append((found[1], int(found[2]), int(found[3] or found[2]), by))

    def explain(self, what, chain, sequence, committed):
        before = sequence if chain == "platform" else 0
        if what == "person":
            return self.persons.get(committed, -1) >= before
        return any(chain == of and first <= sequence <= last and by > before for of, first, last, by in self.reasons)


class Export:
    def __init__(self, file, keys, kept=(), erasures=None):
        self.keys, self.erasures = keys, erasures or Erasures()
        self.kept = {int(checkpoint["statement"]["number"]): checkpoint["statement"] for checkpoint in kept}
        self.problems, self.header, self.is_ended, self.records, self.checkpoints = [], None, False, 0, []
        self.open, self.left_out, self.last, self.covered = [], [], (0, 0, bytes(32)), None
        lines = pathlib.Path(file).read_bytes().split(b"\n")
        for place, line in enumerate(lines if lines[-1] else lines[:-1], 1):
            try:
                self.add(parse(line), kept)
            except (ValueError, RecursionError) as failure:  # also what is not JSON or not UTF-8
                check(self.header, f"not an export: {failure}")
                self.problems.append(f"line {place}: {failure}")
        check(self.header, "the file is empty")
        self.complete()

    def expect(self, condition, problem):
        if not condition:
            self.problems.append(problem)

    def add(self, line, kept):
        kind = line.get("type") if isinstance(line, dict) else None
        check((kind == "export") == (self.header is None) and not self.is_ended, "the line stands in the wrong place")
        if kind == "export":
            self.begin(line, kept)
        elif kind == "record":
            self.record(members(line, RECORD, ("person", "onBehalfOf", "reason", "proof", "ids")))
        elif kind == "checkpoint":
            self.checkpoint(members(line, ("type", "statement", "signature")))
        else:
            check(kind == "end", "a type that is unknown")
            self.expect(integer(members(line, ("type", "records"))["records"], 0) == self.records, "records were left out")
            self.is_ended = True

    def begin(self, line, kept):
        members(line, HEADER, ("after",))
        check(line["format"] in FORMATS, "another format")
        check(isinstance(line["complete"], bool) and isinstance(line["filter"], dict), "'complete' or 'filter' is of another type")
        self.chain, self.made = text(line["chain"]), micros(line["exportedAt"])
        self.after = integer(line["after"]) if "after" in line else 0
        for value in line["filter"].values():
            text(value)
        check(line["complete"] or not self.after, "a selection cannot begin after a checkpoint")
        self.header, self.is_complete, self.is_archive = line, line["complete"], "month" in line["filter"]
        for checkpoint in kept:
            statement = checkpoint["statement"]
            if statement["chain"] != self.chain:
                raise WrongInput(f"a kept checkpoint is one of the chain {statement['chain']!r}, the export shows {self.chain!r}")
            if not is_signed(checkpoint, self.keys) or self.kept[int(statement["number"])] != statement:
                raise WrongInput(f"the kept checkpoint {statement['number']} was not signed by the key, or another has its number")
        for number, statement in self.kept.items():
            before = self.kept.get(number - 1)
            expected = (int(before["lastSequence"]) + 1, sha(canonical(before))) if before else (1, bytes(32))
            follows = (int(statement["firstSequence"]), digest(statement["previous"])) == expected
            self.expect(follows or not before and number > 1, f"the kept checkpoint {number} does not follow the kept checkpoint {number - 1}: two histories were signed")

    def record(self, line):
        sequence, at = integer(line["sequence"]), micros(line["recordedAt"])
        previous, hash_ = digest(line["previousHash"]), digest(line["hash"])
        body, proof = line["body"], line.get("proof", [])
        check(isinstance(body, dict) and isinstance(proof, list), "'body' must be an object, 'proof' a list")
        person = self.person(line["person"]) if "person" in line else None
        principal = self.person(line["onBehalfOf"]) if "onBehalfOf" in line else None
        reason = self.reason(line["reason"]) if "reason" in line else None
        path = [digest(sibling) for sibling in proof]
        is_right = record_hash(self.chain, sequence, at, previous, body) == hash_
        check(not self.is_complete or "proof" not in line, "a complete export has no proofs")
        check(("ids" in line) == self.is_archive, "'ids' are of archives alone")
        if self.is_archive:
            ids = members(line["ids"], ("format", "person"), ("origin", "path", "onBehalfOf"))
            check(all(type(id_) is int for id_ in ids.values()) and not (person or principal or reason), "an archive has ids and nothing personal")
            of_format = 1 if self.committed(body) is None else 2
            self.expect(ids["format"] == of_format, f"record {sequence} is said to be of another format than it is")
        is_older = self.header["format"] == FORMATS[0]
        check(not (is_older and (principal or "onBehalfOf" in line.get("ids", {}))), "format 1 has no 'onBehalfOf'")
        self.records += 1
        self.expect(is_right, f"record {sequence} was altered")
        self.personal(sequence, body, person, principal, reason)
        if self.is_complete:
            follows = sequence == self.last[0] + 1 and at >= self.last[1] and previous == self.last[2]
            self.expect(follows, f"record {sequence} does not follow record {self.last[0]}")
        else:
            self.expect(sequence > self.last[0], f"record {sequence} is out of order")
        self.last = (sequence, at, hash_)
        self.open.append((sequence, hash_, path if "proof" in line else None))

    def person(self, line):
        members(line, ("user", "ipAddress", "userAgent", "salt"))
        for name in ("user", "ipAddress", "userAgent"):
            check(line[name] is None and name != "user" or text(line[name]) is not None, "not a person")
        return commitment(b"personal", digest(line["salt"]), {name: line[name] for name in ("user", "ipAddress", "userAgent")})

    def reason(self, line):
        return commitment(b"reason", digest(members(line, ("text", "salt"))["salt"]), text(line["text"]))

    @staticmethod
    def committed(body):
        actor = body.get("actor")
        return actor.get("personal") if isinstance(actor, dict) else None

    def personal(self, sequence, body, person, principal, reason):
        if self.chain == "platform" and (body.get("action"), body.get("outcome")) == ("audit_log.erasure.execute", "success"):
            self.erasures.add(sequence, body.get("details"))
        of_person = self.committed(body)
        behalf = body.get("onBehalfOf")
        of_principal = behalf.get("personal") if isinstance(behalf, dict) else None
        of_reason = body.get("reason") if of_person is not None else None
        named = (("person", person, of_person), ("person", principal, of_principal), ("reason", reason, of_reason))
        for what, carried, committed in named:
            self.expect(carried in (None, committed), f"the {what} of record {sequence} was altered")
            if carried is None and committed is not None and not self.is_archive:
                self.left_out.append((what, sequence, committed))

    def checkpoint(self, line):
        statement = statement_of(line)
        number, first, last = (int(statement[name]) for name in ("number", "firstSequence", "lastSequence"))
        self.checkpoints.append(statement)
        is_genuine = is_signed(line, self.keys) and statement["chain"] == self.chain
        self.expect(is_genuine, f"checkpoint {number} was not signed by the key for this chain")
        self.expect(self.kept.get(number, statement) == statement, f"checkpoint {number} is not the one that was kept")
        if self.is_complete and self.after and len(self.checkpoints) == 1:
            self.expect(number == self.after and not self.records, "it begins after another checkpoint")
            self.last = (last, 0, digest(statement["headHash"]))
        elif self.is_complete:
            before = self.covered or {"number": "0", "lastSequence": "0"}
            previous = sha(canonical(self.covered)) if self.covered else bytes(32)
            expected = (int(before["number"]) + 1, int(before["lastSequence"]) + 1, previous)
            follows = (number, first, digest(statement["previous"])) == expected
            hashes = [hash_ for _, hash_, _ in self.open]
            covers = (len(hashes), self.last[0], self.last[2]) == (last - first + 1, last, digest(statement["headHash"]))
            self.expect(follows, f"checkpoint {number} does not follow the one before it")
            self.expect(covers and merkle_root(hashes) == digest(statement["merkleRoot"]), f"checkpoint {number} covers other records")
        else:
            for sequence, hash_, path in self.open:
                proven = path is not None and is_in(hash_, sequence - first, last - first + 1, path, digest(statement["merkleRoot"]))
                self.expect(proven, f"record {sequence} is not proven")
        self.covered, self.open = statement, []

    def complete(self):
        self.expect(self.is_ended, "the export was cut off")
        self.expect(self.records, "there is no record, so nothing is proven")
        self.expect(not self.open, "no checkpoint covers the last records")
        newest, last = max(self.kept, default=0), int(self.covered["number"]) if self.covered else 0
        if self.is_complete and not self.header["filter"] and newest > last:
            is_later = micros(self.kept[newest]["signedAt"]) > self.made
            self.expect(is_later, f"checkpoint {newest} was signed before the export was made and is not in it")
        ends = self.checkpoints[-1:] if self.is_complete else self.checkpoints
        self.is_anchored = bool(ends) and all(int(end["number"]) in self.kept for end in ends)
        for what, sequence, committed in self.left_out:
            is_erased = self.erasures.explain(what, self.chain, sequence, committed)
            self.expect(is_erased, f"the {what} of record {sequence} is left out, and no erasure after it names that")


def main(export, keys, *rest):
    given = pathlib.Path(keys).read_bytes()
    if given.lstrip().startswith(b"-----BEGIN PUBLIC KEY"):
        by_version = {1: given.decode()}
    else:
        by_version = {key["version"]: key["publicKey"] for key in members(parse(given), ("keys",))["keys"]}
    erasures = None
    if rest[:1] == ("--erasures",):
        other, rest = Export(rest[1], by_version), rest[2:]
        check(not other.problems and other.erasures.count and other.chain == "platform", "the erasures are not genuine, or there are none")
        erasures = other.erasures
    kept = [members(parse(pathlib.Path(file).read_bytes()), ("statement", "signature")) for file in rest]
    check(all(map(statement_of, kept)), "not a checkpoint")
    result = Export(export, by_version, kept, erasures)
    for problem in result.problems:
        print(ascii(problem))
    print(f"{result.records} records, {len(result.checkpoints)} checkpoints, sequences to {result.last[0]}")
    print("NOT GENUINE" if result.problems else "GENUINE" if result.is_anchored else "GENUINE, BUT ITS END IS NOT ANCHORED")
    return 1 if result.problems else 0 if result.is_anchored else 3


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except (WrongInput, OSError, ValueError, KeyError, TypeError, IndexError) as failure:
        print(f"NOT CHECKED: {ascii(str(failure))}")
        sys.exit(2)
