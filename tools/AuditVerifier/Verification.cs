using PenguinMails.Ledger;

namespace PenguinMails.AuditVerifier;

/// <summary>Checks the files and says what was found.</summary>
internal static class Verification
{
    private const int Genuine = 0;
    private const int NotGenuine = 1;
    private const int NotChecked = 2;

    public static async Task<int> RunAsync(Files files, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            using var keys = InputFiles.ReadKeys(files.Keys);
            var anchor = files.Anchor is null ? null : InputFiles.ReadCheckpoint(files.Anchor);
            using var csv = files.Csv is null ? null : new CsvComparison(files.Csv);
            var result = await new ExportVerifier(keys, anchor).VerifyAsync(InputFiles.LinesAsync(files.Export, cancellationToken), csv is null ? null : csv.Compare, cancellationToken);
            csv?.Complete();
            return await SayAsync(output, result, csv);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or InvalidDataException)
        {
            await output.WriteLineAsync($"Not checked: {failure.Message}");
            return NotChecked;
        }
    }

    private static async Task<int> SayAsync(TextWriter output, ExportVerification result, CsvComparison? csv)
    {
        if (result.Header is { } header)
        {
            await output.WriteLineAsync(
                $"Chain {header.Chain}, exported {LedgerTime.Write(header.ExportedAt)}, {(header.IsComplete ? Range(header) : "a selection: " + Describe(header.Filter))}");
        }

        await output.WriteLineAsync($"{result.Records} records, {result.Checkpoints} checkpoints, {result.Erased} with the person erased");
        if (result.IsAnchorLater)
        {
            await output.WriteLineAsync(
                "The checkpoint that was kept outside is later than the export and was not compared: whether its end is missing is not known. Take the newest one from before the export.");
        }

        foreach (var problem in result.Findings.First)
        {
            var place = problem.Sequence is { } sequence ? $" record {sequence}" : "";
            var checkpoint = problem.Checkpoint is { } number ? $" checkpoint {number}" : "";
            await output.WriteLineAsync($"{problem.Kind}:{place}{checkpoint}: {problem.Detail}");
        }

        foreach (var difference in csv?.Differences ?? [])
        {
            await output.WriteLineAsync($"csv_differs: {difference}");
        }

        var isGenuine = result.IsValid && csv is null or { IsSame: true };
        await output.WriteLineAsync(isGenuine ? "GENUINE" : $"NOT GENUINE: {result.Findings.Count + (csv?.Count ?? 0)} problems");
        return isGenuine ? Genuine : NotGenuine;
    }

    private static string Range(ExportHeader header) => header.After == 0 ? "complete" : $"everything after checkpoint {header.After}";

    private static string Describe(IReadOnlyDictionary<string, string> filter) => string.Join(", ", filter.Select(member => $"{member.Key}={member.Value}"));

    /// <param name="Anchor">Null: nothing was kept outside.</param>
    /// <param name="Csv">Null: only the JSON lines.</param>
    internal sealed record Files(FileInfo Export, FileInfo Keys, FileInfo? Anchor, FileInfo? Csv);
}
