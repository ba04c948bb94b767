using System.Globalization;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.AuditVerifier;
using PenguinMails.Ledger;
using PenguinMails.LocalComponents;

namespace PenguinMails.Audit.Tests.Verifier;

/// <summary>The vectors of docs/api/audit-export.md, which were made without this code, are what this code computes.</summary>
[Category("Pure")]
internal sealed class TestVectorTests
{
    private static readonly string Folder = Path.Combine(RepositoryFolder.Find(), "docs", "api", "samples", "vectors");
    private static readonly JsonElement Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "vectors.json"))).RootElement;

    [Test]
    public void CanonicalJson_Inputs_AreWrittenAsTheVectors()
    {
        foreach (var vector in Vectors.GetProperty("canonicalJson").EnumerateArray())
        {
            using var input = JsonDocument.Parse(Text(vector, "input"));
            Assert.That(Encoding.UTF8.GetString(CanonicalJson.Write(input.RootElement)), Is.EqualTo(Text(vector, "canonical")));
        }
    }

    [Test]
    public void RecordHash_Record_IsTheVectors()
    {
        var vector = Vectors.GetProperty("recordHash");
        var body = CanonicalJson.Write(vector.GetProperty("body"));
        var at = LedgerTime.Parse(Text(vector, "recordedAt"));

        var hash = RecordHash.Of(Text(vector, "chain"), long.Parse(Text(vector, "sequence"), CultureInfo.InvariantCulture), at, Bytes(vector, "previousHash"), body);

        Assert.That(Encoding.UTF8.GetString(body), Is.EqualTo(Text(vector, "canonicalBody")));
        Assert.That(at, Is.EqualTo(DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(Text(vector, "microseconds"), CultureInfo.InvariantCulture))));
        Assert.That(Hex(hash), Is.EqualTo(Text(vector, "hash")));
        Assert.That(Hex(System.Security.Cryptography.SHA256.HashData(Bytes(vector, "input"))), Is.EqualTo(Text(vector, "hash")));
    }

    [Test]
    public void Commitment_PersonAndReason_AreTheVectors()
    {
        var (person, reason) = (Vectors.GetProperty("personal"), Vectors.GetProperty("reason"));

        Assert.That(
            Hex(Commitment.OfPerson(Bytes(person, "salt"), Text(person, "user"), Text(person, "ipAddress"), Text(person, "userAgent"))), Is.EqualTo(Text(person, "commitment")));
        Assert.That(Hex(Commitment.OfReason(Bytes(reason, "salt"), Text(reason, "text"))), Is.EqualTo(Text(reason, "commitment")));
    }

    [Test]
    public void MerkleTree_RootsAndPaths_AreTheVectors()
    {
        foreach (var vector in Vectors.GetProperty("merkleTrees").EnumerateArray())
        {
            var hashes = vector.GetProperty("hashes").EnumerateArray().Select(hash => Convert.FromHexString(hash.GetString()!)).ToList();

            Assert.That(Hex(MerkleTree.Root(hashes)), Is.EqualTo(Text(vector, "root")));
            Assert.That(
                MerkleTree.Paths(hashes).Select(path => path.Select(Hex)),
                Is.EqualTo(vector.GetProperty("paths").EnumerateArray().Select(path => path.EnumerateArray().Select(hash => hash.GetString()))));
        }
    }

    [Test]
    public void Checkpoint_Statement_IsSignedAsTheVector()
    {
        var vector = Vectors.GetProperty("checkpoint");
        var checkpoint = new SignedCheckpoint(CheckpointStatement.Parse(vector.GetProperty("statement")), Text(vector, "signature"));
        using var keys = new CheckpointKeys(new Dictionary<int, string> { [1] = Text(vector, "publicKey") });

        Assert.That(Encoding.UTF8.GetString(checkpoint.Statement.ToBytes()), Is.EqualTo(Text(vector, "signedBytes")));
        Assert.That(Hex(checkpoint.Statement.Digest()), Is.EqualTo(Text(vector, "digest")));
        Assert.That(keys.HasSigned(checkpoint), Is.True);
    }

    [TestCase("complete.jsonl", 3)]
    [TestCase("complete.jsonl", 0, "checkpoint-2.json")]
    [TestCase("selection.jsonl", 3, "checkpoint-2.json")]
    [TestCase("selection.jsonl", 0, "checkpoint-1.json", "checkpoint-2.json")]
    public async Task Export_Sample_HasTheVerdict(string export, int expected, params string[] kept)
    {
        await using var output = new StringWriter();

        var code = await VerifierCommand.RunAsync(
            [In(export), "--keys", In("keys.json"), .. kept.SelectMany(file => new[] { "--anchor", In(file) })], output, output);

        Assert.That(code, Is.EqualTo(expected), output.ToString());
    }

    [TestCase("complete.jsonl")]
    [TestCase("selection.jsonl")]
    public async Task Export_Sample_IsWhatTheWriterWrites(string export)
    {
        var lines = await File.ReadAllLinesAsync(In(export));
        using var stream = new MemoryStream();
        await using var writer = new ExportWriter(stream);
        foreach (var line in lines)
        {
            await (ExportReader.Parse(line, "platform") switch
            {
                ExportLine.Header { Export: var header } => writer.WriteAsync(header, default),
                ExportLine.Record { Exported: var record } => writer.WriteAsync(record, default),
                ExportLine.Checkpoint { Statement: var checkpoint } => writer.WriteAsync(checkpoint, default),
                _ => writer.CompleteAsync(default),
            });
        }

        var written = Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
        Assert.That(written.Select(Canonical), Is.EqualTo(lines.Select(Canonical)));
    }

    private static string In(string file) => Path.Combine(Folder, file);

    private static string Canonical(string line)
    {
        using var json = JsonDocument.Parse(line);
        return Encoding.UTF8.GetString(CanonicalJson.Write(json.RootElement));
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;

    private static byte[] Bytes(JsonElement json, string name) => Convert.FromHexString(Text(json, name));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
