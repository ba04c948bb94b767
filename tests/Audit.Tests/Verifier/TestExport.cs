using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Ledger;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Verifier;

/// <summary>An export of 25 records and 3 checkpoints, as records, as lines and as files: each can be tampered with.</summary>
internal sealed class TestExport : IDisposable
{
    public const int Each = 10;

    /// <summary>The index of the record of what a service did on behalf of a person.</summary>
    public const int OnBehalf = 4;

    private static readonly DateTimeOffset ExportedAt = new(2026, 11, 20, 13, 0, 0, TimeSpan.Zero);

    public TestExport()
    {
        Records = TestChain.Records(25);
        Replace(OnBehalf, TestChain.Record(OnBehalf + 1, Records[OnBehalf - 1].Record.Hash, "key-issuance", onBehalfOf: "starter@penguin.example"));
        Kept = [.. Checkpoints];
    }

    public TestChain Chain { get; } = new();

    public List<ExportedRecord> Records { get; set; }

    public List<SignedCheckpoint> Checkpoints { get; set; } = [];

    /// <summary>What the command is given as anchors.</summary>
    public List<SignedCheckpoint> Kept { get; set; }

    public bool IsComplete { get; set; } = true;

    /// <summary>The number of the format that the header names.</summary>
    public int Format { get; set; } = 2;

    public Dictionary<string, string> Filter { get; } = new(StringComparer.Ordinal);

    /// <summary>Changes the lines as they are written.</summary>
    public Func<List<string>, IEnumerable<string>> Lines { get; set; } = lines => lines;

    /// <summary>Changes the text of the file.</summary>
    public Func<byte[], byte[]> Bytes { get; set; } = bytes => bytes;

    /// <summary>The records as a selection, each with its proof.</summary>
    public void Select(params long[] sequences)
    {
        var paths = Records.Chunk(Each).SelectMany(covered => MerkleTree.Paths([.. covered.Select(record => record.Record.Hash)])).ToList();
        Records = [.. Records.Zip(paths, (record, path) => record with { Proof = path }).Where(record => sequences.Contains(record.Record.Sequence))];
        Checkpoints.RemoveAll(checkpoint => !Records.Exists(record => record.Record.Sequence >= checkpoint.Statement.FirstSequence && record.Record.Sequence <= checkpoint.Statement.LastSequence));
        IsComplete = false;
    }

    /// <summary>Another record in the place of this one, and a chain that fits it.</summary>
    public void Forge(int index, ECDsa? signer = null)
    {
        Replace(index, TestChain.Record(index + 1, Records[index].Record.PreviousHash, "intruder@else.example"), signer);
    }

    public void Replace(int index, ExportedRecord record, ECDsa? signer = null)
    {
        Records[index] = record;
        TestChain.Rechain(Records, index);
        Checkpoints = Chain.Sign(Records, Each, signer);
    }

    /// <summary>Writes all of it to a folder.</summary>
    public async Task<ExportFiles> SaveAsync()
    {
        var files = new ExportFiles(TestFolder.Create("export"));
        await File.WriteAllBytesAsync(files.Export, Bytes(Encoding.UTF8.GetBytes(string.Concat(Lines(await WriteAsync()).Select(line => line + "\n")))));
        await File.WriteAllTextAsync(files.Keys, JsonSerializer.Serialize(new { keys = new[] { new { version = 1, publicKey = Chain.PublicKeyPem } } }));
        await File.WriteAllTextAsync(files.Csv, string.Concat(Records.Select(ExportCsv.Line).Prepend(ExportCsv.Header).Select(line => line + "\r\n")));
        foreach (var checkpoint in Kept)
        {
            await File.WriteAllTextAsync(files.KeptFile(checkpoint.Statement), checkpoint.ToJson() + "\n");
        }

        return files;
    }

    public void Dispose() => Chain.Dispose();

    /// <summary>One line, read and written again after a change.</summary>
    public static Func<List<string>, IEnumerable<string>> OnLine(string type, Action<JsonObject> change) => lines =>
    {
        var index = lines.FindIndex(line => line.StartsWith($$"""{"type":"{{type}}""", StringComparison.Ordinal));
        var json = JsonNode.Parse(lines[index])!.AsObject();
        change(json);
        lines[index] = json.ToJsonString();
        return lines;
    };

    private async Task<List<string>> WriteAsync()
    {
        using var stream = new MemoryStream();
        await using var writer = new ExportWriter(stream);
        await writer.WriteAsync(new ExportHeader("platform", IsComplete, ExportedAt, Filter) { Format = Format }, default);
        var waiting = new Queue<SignedCheckpoint>(Checkpoints);
        foreach (var record in Records)
        {
            while (waiting.TryPeek(out var due) && due.Statement.LastSequence < record.Record.Sequence)
            {
                await writer.WriteAsync(waiting.Dequeue(), default);
            }

            await writer.WriteAsync(record, default);
        }

        foreach (var checkpoint in waiting)
        {
            await writer.WriteAsync(checkpoint, default);
        }

        await writer.CompleteAsync(default);
        return [.. Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n')];
    }
}

/// <summary>An export's files.</summary>
internal sealed record ExportFiles(string Folder)
{
    public string Export => Path.Combine(Folder, "export.jsonl");

    public string Keys => Path.Combine(Folder, "keys.json");

    public string Csv => Path.Combine(Folder, "export.csv");

    public IEnumerable<string> Kept => Directory.EnumerateFiles(Directory.CreateDirectory(Path.Combine(Folder, "kept")).FullName).Order(StringComparer.Ordinal);

    public string KeptFile(CheckpointStatement statement) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "kept")).FullName, $"{statement.Chain}-{statement.Number:D12}.json");
}
