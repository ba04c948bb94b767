using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Ledger;
using static PenguinMails.Audit.Tests.Verifier.TestExport;

namespace PenguinMails.Audit.Tests.Verifier;

/// <summary>What can be done to an export or is given with it, and the exit code that every verifier ends with.</summary>
internal static class Tamperings
{
    public const int Genuine = 0;
    public const int NotGenuine = 1;
    public const int NotChecked = 2;
    public const int NotAnchored = 3;

    public static IEnumerable<TestCaseData> All =>
    [
        // Genuine, to its end or not.
        Case("as it was written", Genuine, _ => { }),
        Case("only the last checkpoint kept", Genuine, export => export.Kept.RemoveRange(0, 2)),
        Case("a selection, its checkpoints kept", Genuine, export => export.Select(3, 10, 11, 25)),
        Case("members reordered", Genuine, export => export.Lines = lines => lines.Select(Reorder)),
        Case("white space between members", Genuine, export => export.Lines = lines => lines.Select(line => line.Replace("\":\"", "\" : \"", StringComparison.Ordinal))),
        Case("without the last line end", Genuine, export => export.Bytes = bytes => bytes[..^1]),
        Case("erased, and the erasure follows", Genuine, export =>
        {
            export.Replace(8, TestChain.Erasure(9, export.Records[7].Record.Hash, export.Records[2]));
            export.Records[2] = export.Records[2] with { Person = null, Reason = null };
            export.Kept = [.. export.Checkpoints];
        }),
        Case("for whom it was done erased, and the erasure follows", Genuine, export =>
        {
            export.Replace(8, TestChain.Erasure(9, export.Records[7].Record.Hash, export.Records[OnBehalf]));
            export.Records[OnBehalf] = export.Records[OnBehalf] with { Person = null, OnBehalfOf = null, Reason = null };
            export.Kept = [.. export.Checkpoints];
        }),
        Case("of format 1", Genuine, export =>
        {
            export.Replace(OnBehalf, TestChain.Record(OnBehalf + 1, export.Records[OnBehalf - 1].Record.Hash, "owner5@acme.example"));
            (export.Kept, export.Format) = ([.. export.Checkpoints], 1);
        }),
        Case("no checkpoint kept", NotAnchored, export => export.Kept.Clear()),
        Case("only an earlier checkpoint kept", NotAnchored, export => export.Kept.RemoveAt(2)),
        Case("only a later checkpoint kept", NotAnchored, export => export.Kept = [Later(export)]),
        Case("a selection, one of its checkpoints kept", NotAnchored, export => { export.Select(3, 25); export.Kept.RemoveRange(0, 2); }),
        Case("records and checkpoint dropped, nothing kept", NotAnchored, export => { DropEnd(export); export.Kept.Clear(); }),

        Case("an archive", Genuine, Archive),
        Case("an archive, a checkpoint from after its month kept", NotAnchored, export => { Archive(export); export.Kept = [Later(export, new DateTimeOffset(2026, 11, 20, 12, 30, 0, TimeSpan.Zero))]; }),

        // What was done to the records and checkpoints.
        Case("a record dropped from an archive", NotGenuine, export => { Archive(export); export.Records.RemoveAt(3); }),
        Case("a record of an archive said to be of another format", NotGenuine, export => { Archive(export); export.Records[3] = export.Records[3] with { Ids = new ArchivedIds(1, 1, 3, null) }; }),
        Case("a person in an archive", NotGenuine, export => { Archive(export); export.Records[3] = export.Records[3] with { Person = TestChain.Record(4, LedgerRecord.NoHash, "x").Person }; }),
        Case("a checkpoint of before the export's time that it lacks", NotGenuine, export => export.Kept = [Later(export, new DateTimeOffset(2026, 11, 20, 12, 30, 0, TimeSpan.Zero))]),
        Case("kept checkpoints that do not follow each other", NotGenuine, export => export.Kept.Add(Later(export))),
        Case("records and their checkpoint dropped", NotGenuine, DropEnd),
        Case("a record altered", NotGenuine, export => export.Lines = OnLine("record", json => json["body"]!["action"] = "ssh_key.view")),
        Case("a record deleted", NotGenuine, export => export.Records.RemoveAt(6)),
        Case("the last record deleted", NotGenuine, export => export.Records.RemoveAt(24)),
        Case("a record of a selection altered", NotGenuine, export => { export.Select(3, 10); export.Lines = OnLine("record", json => json["body"]!["action"] = "ssh_key.view"); }),
        Case("the last record of a selection deleted", NotGenuine, export => { export.Select(3, 10); export.Lines = lines => lines.Where((_, index) => index != 2); }),
        Case("a record inserted", NotGenuine, export => export.Records.Insert(6, TestChain.Record(7, export.Records[5].Record.Hash, "intruder@else.example"))),
        Case("two records swapped", NotGenuine, export => (export.Records[5], export.Records[6]) = (export.Records[6], export.Records[5])),
        Case("a record twice", NotGenuine, export => export.Records.Insert(6, export.Records[6])),
        Case("a record of a selection twice", NotGenuine, export => { export.Select(3, 10); export.Records.Insert(1, export.Records[0]); }),
        Case("a record of a selection without proof", NotGenuine, export => { export.Select(3, 10); export.Records[1] = export.Records[1] with { Proof = null }; }),
        Case("a record of a selection made up", NotGenuine, export => { export.Select(3, 10); export.Records[0] = TestChain.Record(3, export.Records[0].Record.PreviousHash, "somebody@else.example") with { Proof = export.Records[0].Proof }; }),
        Case("chained anew", NotGenuine, export => { var signed = export.Checkpoints; export.Forge(6); export.Checkpoints = signed; }),
        Case("chained anew and signed with another key", NotGenuine, export => { using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256); export.Forge(6, other); }),
        Case("chained anew and signed with the key itself", NotGenuine, export => export.Forge(6)),
        Case("a checkpoint deleted", NotGenuine, export => export.Checkpoints.RemoveAt(1)),
        Case("the last checkpoint deleted", NotGenuine, export => export.Checkpoints.RemoveAt(2)),
        Case("a selection's checkpoint deleted", NotGenuine, export => { export.Select(3, 11); export.Checkpoints.RemoveAt(1); }),
        Case("a signature altered", NotGenuine, export => export.Lines = OnLine("checkpoint", json => json["signature"] = "vault:v1:MEUCIQ==")),
        Case("white space in a signature", NotGenuine, export => export.Lines = OnLine("checkpoint", json => json["signature"] = ((string)json["signature"]!).Insert(20, " "))),
        Case("a signature of a key version that is not given", NotGenuine, export => export.Lines = OnLine("checkpoint", json => json["signature"] = ((string)json["signature"]!).Replace("v1", "v2", StringComparison.Ordinal))),
        Case("a statement altered", NotGenuine, export => export.Lines = OnLine("checkpoint", json => json["statement"]!["signedAt"] = "2026-11-20T12:00:00.000000Z")),
        Case("the chain's name altered", NotGenuine, export => { export.Kept.Clear(); export.Lines = OnLine("export", json => json["chain"] = "vault"); }),
        Case("no record at all", NotGenuine, export => { export.Records.Clear(); export.Checkpoints.Clear(); export.Kept.Clear(); }),
        Case("a selection of no record", NotGenuine, export => { export.Select(); export.Kept.Clear(); }),
        Case("a selection of no record and a checkpoint", NotGenuine, export => { export.Records.Clear(); export.IsComplete = false; }),

        // What was done to who acted and why.
        Case("erased, and the erasure names another", NotGenuine, export => Erase(export, TestChain.Erasure(9, export.Records[7].Record.Hash, export.Records[3]))),
        Case("erased, and the erasure names only the person", NotGenuine, export => Erase(
            export, TestChain.Record(9, export.Records[7].Record.Hash, "audit", ErasureCover.Action, "success", $$"""{"persons":"{{Convert.ToHexStringLower(Commitment.OfPerson(export.Records[2].Person!.Salt, "owner3@acme.example", "127.0.0.1", null))}}"}"""))),
        Case("erased, and only an approval follows", NotGenuine, export => Erase(export, TestChain.Record(9, export.Records[7].Record.Hash, "owner9@acme.example", "audit_log.erasure.approve", "success"))),
        Case("erased, and the erasure failed", NotGenuine, export => Erase(
            export, TestChain.Record(9, export.Records[7].Record.Hash, "audit", ErasureCover.Action, "failed", """{"reasons":"platform:1-9"}"""))),
        Case("a reason erased after the erasure of all reasons to come", NotGenuine, export =>
        {
            export.Replace(8, TestChain.Record(9, export.Records[7].Record.Hash, "audit", ErasureCover.Action, "success", """{"reasons":"platform:1-99 vault:1-99"}"""));
            export.Records[12] = export.Records[12] with { Reason = null };
            export.Kept = [.. export.Checkpoints];
        }),
        Case("reasons erased that the erasure names as ranges", Genuine, export =>
        {
            export.Replace(8, TestChain.Record(9, export.Records[7].Record.Hash, "audit", ErasureCover.Action, "success", """{"reasons":"platform:7 platform:2-3 platform:3-4"}"""));
            export.Records = [.. export.Records.Select(record => record.Record.Sequence is 2 or 3 or 4 or 7 ? record with { Reason = null } : record)];
            export.Kept = [.. export.Checkpoints];
        }),
        Case("who acted altered", NotGenuine, export => export.Records[2] = export.Records[2] with { Person = export.Records[2].Person! with { User = "scapegoat@acme.example" } }),
        Case("the address altered", NotGenuine, export => export.Records[2] = export.Records[2] with { Person = export.Records[2].Person! with { IpAddress = null } }),
        Case("the reason altered", NotGenuine, export => export.Records[2] = export.Records[2] with { Reason = export.Records[2].Reason! with { Text = "ticket 8" } }),
        Case("a reason left out", NotGenuine, export => export.Records[2] = export.Records[2] with { Reason = null }),
        Case("a reason that is null", NotGenuine, export => export.Lines = OnLine("record", json => json["reason"] = null)),
        Case("a person left out", NotGenuine, export => export.Records[2] = export.Records[2] with { Person = null }),
        Case("all reasons and persons left out", NotGenuine, export => export.Records = [.. export.Records.Select(record => record with { Person = null, OnBehalfOf = null, Reason = null })]),
        Case("a reason left out of what passes for an archive", NotGenuine, export =>
            export.Records[2] = export.Records[2] with { Person = null, Reason = null, Ids = new ArchivedIds(2, 1, null, null) }),

        // What was done to the file.
        Case("for whom it was done altered", NotGenuine, export => export.Records[OnBehalf] = export.Records[OnBehalf] with { OnBehalfOf = export.Records[OnBehalf].OnBehalfOf! with { User = "scapegoat@penguin.example" } }),
        Case("for whom it was done left out", NotGenuine, export => export.Records[OnBehalf] = export.Records[OnBehalf] with { OnBehalfOf = null }),
        Case("for whom it was done made up", NotGenuine, export => export.Records[2] = export.Records[2] with { OnBehalfOf = export.Records[OnBehalf].OnBehalfOf }),
        Case("for whom it was done in an archive", NotGenuine, export => { var principal = export.Records[OnBehalf].OnBehalfOf; Archive(export); export.Records[OnBehalf] = export.Records[OnBehalf] with { OnBehalfOf = principal }; }),
        Case("for whom it was done in an export of format 1", NotGenuine, export => export.Format = 1),
        Case("for whom it was done in an archive of format 1", NotGenuine, export => { Archive(export); export.Format = 1; }),
        Case("a member twice", NotGenuine, export => export.Lines = lines => lines.Select((line, index) => index == 3 ? line.Replace("{\"type\":\"record\"", "{\"type\":\"record\",\"sequence\":\"3\"", StringComparison.Ordinal) : line)),
        Case("a member of a person twice", NotGenuine, export => export.Lines = lines => lines.Select((line, index) => index == 3 ? line.Replace("\"user\":", "\"user\":\"else@acme.example\",\"us\\u0065r\":", StringComparison.Ordinal) : line)),
        Case("an unknown member", NotGenuine, export => export.Lines = OnLine("record", json => json["note"] = "approved")),
        Case("an unknown member of a person", NotGenuine, export => export.Lines = OnLine("record", json => json["person"]!["name"] = "Somebody Else")),
        Case("an unknown member of a statement", NotGenuine, export => export.Lines = OnLine("checkpoint", json => json["statement"]!["note"] = "approved")),
        Case("an unknown member of the header", NotChecked, export => export.Lines = OnLine("export", json => json["note"] = "approved")),
        Case("a sequence as a number", NotGenuine, export => export.Lines = OnLine("record", json => json["sequence"] = 1)),
        Case("a sequence with a leading zero", NotGenuine, export => export.Lines = OnLine("record", json => json["sequence"] = "01")),
        Case("a hash in capitals", NotGenuine, export => export.Lines = OnLine("record", json => json["hash"] = ((string)json["hash"]!).ToUpperInvariant())),
        Case("a number in a body", NotGenuine, export => export.Lines = OnLine("record", json => json["body"]!["n"] = 1)),
        Case("the number of records as a number", NotGenuine, export => export.Lines = OnLine("end", json => json["records"] = 25)),
        Case("a proof in a complete export", NotGenuine, export => export.Lines = OnLine("record", json => json["proof"] = new JsonArray())),
        Case("half a surrogate", NotGenuine, export => export.Lines = lines => lines.Select((line, index) => index == 3 ? line.Replace("ticket 7", "\\ud800", StringComparison.Ordinal) : line)),
        Case("bytes that are not UTF-8", NotGenuine, export => export.Bytes = bytes => [.. bytes[..^5], 0xff, .. bytes[^5..]]),
        Case("a byte order mark", NotChecked, export => export.Bytes = bytes => [0xef, 0xbb, 0xbf, .. bytes]),
        Case("UTF-16", NotChecked, export => export.Bytes = bytes => [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))]),
        Case("a line after the end", NotGenuine, export => export.Bytes = bytes => [.. bytes, .. "garbage"u8]),
        Case("an empty line after the end", NotGenuine, export => export.Bytes = bytes => [.. bytes, .. "\n"u8]),
        Case("text after a line's object", NotGenuine, export => export.Lines = lines => lines.Select((line, index) => index == 3 ? line + " {}" : line)),
        Case("the last line cut", NotGenuine, export => export.Bytes = bytes => bytes[..^10]),
        Case("the last line missing", NotGenuine, export => export.Lines = lines => lines.SkipLast(1)),
        Case("two exports in one file", NotGenuine, export => export.Bytes = bytes => [.. bytes, .. bytes]),
        Case("line ends of another kind", NotChecked, export => export.Bytes = bytes => [.. bytes.Select(value => value == '\n' ? (byte)'\r' : value)]),
        Case("no header", NotChecked, export => export.Lines = lines => lines.Skip(1)),
        Case("an empty file", NotChecked, export => export.Bytes = _ => []),
        Case("another format", NotChecked, export => export.Lines = OnLine("export", json => json["format"] = "penguinmails.audit.export.3")),

        // What is given with it.
        Case("a kept checkpoint of the other chain", NotChecked, export => export.Kept = [export.Chain.Sign(export.Kept[2].Statement with { Chain = "vault" })]),
        Case("a kept checkpoint of the other chain beside the right one", NotChecked, export => export.Kept.Add(export.Chain.Sign(export.Kept[2].Statement with { Chain = "vault" }))),
        Case("a kept checkpoint that the key did not sign", NotChecked, export => export.Kept[2] = export.Kept[2] with { Signature = export.Kept[1].Signature }),
    ];

    /// <summary>One export, tampered with.</summary>
    public static async Task<ExportFiles> SaveAsync(Action<TestExport> tamper)
    {
        using var export = new TestExport();
        tamper(export);
        return await export.SaveAsync();
    }

    private static TestCaseData Case(string name, int code, Action<TestExport> tamper) => new TestCaseData(tamper, code).SetArgDisplayNames(name);

    private static void Erase(TestExport export, ExportedRecord explanation)
    {
        export.Replace(8, explanation);
        export.Records[2] = export.Records[2] with { Person = null, Reason = null };
        export.Kept = [.. export.Checkpoints];
    }

    private static void DropEnd(TestExport export)
    {
        export.Records.RemoveRange(20, 5);
        export.Checkpoints.RemoveAt(2);
    }

    private static void Archive(TestExport export)
    {
        export.Filter["month"] = "2026-11";
        export.Records = [.. export.Records.Select(record => record with { Person = null, OnBehalfOf = null, Reason = null, Ids = new ArchivedIds(2, 1, 3, null, record.OnBehalfOf is null ? null : 7) })];
    }

    private static SignedCheckpoint Later(TestExport export, DateTimeOffset? at = null) => export.Chain.Sign(
        export.Kept[2].Statement with { Number = 4, FirstSequence = 26, LastSequence = 30, SignedAt = at ?? new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero) });

    private static string Reorder(string line) => Reordered(JsonNode.Parse(line)!).ToJsonString();

    private static JsonNode Reordered(JsonNode node) => node is JsonObject json
        ? new JsonObject(json.Reverse().Select(member => KeyValuePair.Create(member.Key, member.Value is null ? null : (JsonNode?)Reordered(member.Value))))
        : node.DeepClone();
}
