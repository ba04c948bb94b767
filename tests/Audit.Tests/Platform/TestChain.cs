using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PenguinMails.Ledger;

namespace PenguinMails.Audit.Tests.Platform;

/// <summary>A chain that is made and signed in memory, and can be tampered with.</summary>
internal sealed class TestChain : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public CheckpointKeys Keys => new(new Dictionary<int, string> { [1] = _key.ExportSubjectPublicKeyInfoPem() });

    public string PublicKeyPem => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>Records and checkpoints in the order in which a verifier wants them.</summary>
    public static List<ExportedRecord> Records(int count)
    {
        var records = new List<ExportedRecord>();
        var previous = LedgerRecord.NoHash;
        for (var sequence = 1; sequence <= count; sequence++)
        {
            records.Add(Record(sequence, previous, $"owner{sequence}@acme.example"));
            previous = records[^1].Record.Hash;
        }

        return records;
    }

    public static ExportedRecord Record(long sequence, byte[] previous, string user, string action = "ssh_key.download", string outcome = "refused", string? details = null, string? onBehalfOf = null)
    {
        var (personSalt, reasonSalt) = (Commitment.NewSalt(), Commitment.NewSalt());
        var person = Convert.ToHexStringLower(Commitment.OfPerson(personSalt, user, "127.0.0.1", null));
        var reason = Convert.ToHexStringLower(Commitment.OfReason(reasonSalt, "ticket 7"));
        var body = Encoding.UTF8.GetBytes($$"""{"action":"{{action}}","actor":{"personal":"{{person}}"},"outcome":"{{outcome}}","reason":"{{reason}}"}""");
        body = details is null ? body : CanonicalJson.Write(With(body, "details", details));
        var principal = onBehalfOf is null ? null : new ExportedPerson(onBehalfOf, null, null, Commitment.NewSalt());
        if (principal is not null)
        {
            var personal = Convert.ToHexStringLower(Commitment.OfPerson(principal.Salt, principal.User, null, null));
            body = CanonicalJson.Write(With(body, "onBehalfOf", $$"""{"personal":"{{personal}}"}"""));
        }

        return new ExportedRecord(
            Chained("platform", sequence, Start.AddSeconds(sequence), previous, body),
            new ExportedPerson(user, "127.0.0.1", null, personSalt),
            new ExportedReason("ticket 7", reasonSalt),
            Proof: null,
            OnBehalfOf: principal);
    }

    /// <summary>A record of the erasure of who acted in these records, and of their reasons.</summary>
    public static ExportedRecord Erasure(long sequence, byte[] previous, params ExportedRecord[] erased)
    {
        var persons = erased.Select(record => JsonNode.Parse(record.Record.Body)!)
            .SelectMany(body => new[] { (string?)body["actor"]!["personal"], (string?)body["onBehalfOf"]?["personal"] }).OfType<string>();
        return Record(
            sequence, previous, "audit", ErasureCover.Action, "success",
            $$"""{"persons":"{{string.Join(' ', persons)}}","reasons":"{{string.Join(' ', erased.Select(record => $"platform:{record.Record.Sequence}"))}}"}""");
    }

    /// <summary>A record of audit records that never arrived, or of those that did after all.</summary>
    public static ExportedRecord Missing(long sequence, byte[] previous, string action, NumberRange range)
    {
        var record = Record(sequence, previous, "audit", action, details: JsonSerializer.Serialize(MissingRecords.DetailsOf(range)));
        var body = JsonNode.Parse(record.Record.Body)!;
        body["service"] = "audit";
        return record with { Record = Chained("platform", sequence, record.Record.RecordedAt, previous, CanonicalJson.Write(body)) };
    }

    /// <summary>The records' hashes made anew from this one on, as somebody would who changes the database.</summary>
    public static void Rechain(List<ExportedRecord> records, int from)
    {
        var previous = from == 0 ? LedgerRecord.NoHash : records[from - 1].Record.Hash;
        for (var index = from; index < records.Count; index++)
        {
            var record = records[index].Record;
            records[index] = records[index] with { Record = Chained(record.Chain, record.Sequence, record.RecordedAt, previous, record.Body) };
            previous = records[index].Record.Hash;
        }
    }

    /// <summary>Checkpoints over so many records each.</summary>
    public List<SignedCheckpoint> Sign(IReadOnlyList<ExportedRecord> records, int each, ECDsa? key = null)
    {
        var checkpoints = new List<SignedCheckpoint>();
        foreach (var covered in records.Chunk(each))
        {
            var last = checkpoints.Count == 0 ? null : checkpoints[^1].Statement;
            checkpoints.Add(Sign(
                new CheckpointStatement(
                    "platform",
                    checkpoints.Count + 1,
                    covered[0].Record.Sequence,
                    covered[^1].Record.Sequence,
                    MerkleTree.Root([.. covered.Select(record => record.Record.Hash)]),
                    covered[^1].Record.Hash,
                    last?.Digest() ?? LedgerRecord.NoHash,
                    covered[^1].Record.RecordedAt),
                key));
        }

        return checkpoints;
    }

    public SignedCheckpoint Sign(CheckpointStatement statement, ECDsa? key = null) => new(
        statement,
        "vault:v1:" + Convert.ToBase64String(
            (key ?? _key).SignData(statement.ToBytes(), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));

    public void Dispose() => _key.Dispose();

    private static JsonNode With(byte[] body, string member, string value)
    {
        var json = JsonNode.Parse(body)!;
        json[member] = JsonNode.Parse(value);
        return json;
    }

    private static LedgerRecord Chained(string chain, long sequence, DateTimeOffset recordedAt, byte[] previous, byte[] body) =>
        new(chain, sequence, recordedAt, previous, RecordHash.Of(chain, sequence, recordedAt, previous, body), body);
}
