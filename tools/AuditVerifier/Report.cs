using System.Globalization;
using System.Text;
using PenguinMails.Ledger;

namespace PenguinMails.AuditVerifier;

/// <summary>Prints what was checked and found. Text of the files cannot forge a line or control the terminal.</summary>
internal sealed class Report(TextWriter output)
{
    public void Files(Verification.Files files, string hash, CheckpointKeys keys)
    {
        Line($"File         {files.Export.Name}, SHA-256 {hash}");
        foreach (var (version, fingerprint) in keys.Fingerprints())
        {
            Line($"Key          version {version}, SHA-256 {fingerprint}");
        }
    }

    public void Content(ExportVerification result, int kept)
    {
        var header = result.Header!;
        Line($"Chain        {header.Chain}, exported {LedgerTime.Write(header.ExportedAt)}, {Describe(header)}");
        if (result.Range is var (first, last))
        {
            Line($"Period       {LedgerTime.Write(first.RecordedAt)} to {LedgerTime.Write(last.RecordedAt)}");
            Line($"Sequences    {first.Sequence} to {last.Sequence}");
        }

        Line($"Content      {result.Records} records, {result.Checkpoints} checkpoints");
        if (result.Erased + result.ErasedReasons > 0)
        {
            Line($"Left out     {result.Erased} persons and {result.ErasedReasons} reasons{(header.IsArchive ? ", as in every archive" : "")}");
        }

        // A selection may lack the records of what arrived after all.
        foreach (var range in header.IsComplete ? result.Missing.Ranges : [])
        {
            Line($"Not arrived  {range.Count} records of {range.Service}, numbers {range.First} to {range.Last} of epoch {range.Epoch}");
        }

        Line($"Anchor       {Anchor(result, kept)}");
    }

    public void Problems(ExportVerification result, CsvComparison? csv)
    {
        foreach (var problem in result.Findings.First)
        {
            var place = problem.Sequence is { } sequence ? $" record {sequence}" : "";
            var checkpoint = problem.Checkpoint is { } number ? $" checkpoint {number}" : "";
            Line($"{problem.Kind}:{place}{checkpoint}: {problem.Detail}");
        }

        foreach (var difference in csv?.Differences ?? [])
        {
            Line($"csv_differs: {difference}");
        }
    }

    public void Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var isPlain = char.GetUnicodeCategory(character) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            _ = isPlain ? line.Append(character) : line.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }

        output.WriteLine(line.ToString());
    }

    private static string Describe(ExportHeader header)
    {
        var filter = string.Join(", ", header.Filter.Select(member => $"{member.Key}={member.Value}"));
        return header switch
        {
            { IsComplete: false } => $"a selection: {filter}",
            { IsArchive: true } => $"an archive: {filter}",
            { After: 0 } => "complete",
            _ => $"everything after checkpoint {header.After}",
        };
    }

    private static string Anchor(ExportVerification result, int kept) => (kept, result) switch
    {
        (0, _) => "none was given",
        (_, { IsAnchored: true }) => $"the export's {(result.Header!.IsComplete ? "last checkpoint" : "checkpoints")} as kept outside",
        (_, { Later: { } later }) =>
            $"the kept checkpoint {later.Number} of {LedgerTime.Write(later.SignedAt)} is later than the export's end and was not compared: take the newest one from before the export",
        (_, { Header.IsComplete: false }) => "not all checkpoints of the selection were given: take the chain's whole checkpoint folder",
        _ => "the kept checkpoints end before the export",
    };
}
