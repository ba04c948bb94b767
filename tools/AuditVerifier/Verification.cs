using PenguinMails.Ledger;

namespace PenguinMails.AuditVerifier;

/// <summary>Checks the files and prints the result.</summary>
internal static class Verification
{
    public const int NotChecked = 2;

    private const int Genuine = 0;
    private const int NotGenuine = 1;
    private const int NotAnchored = 3;

    public static async Task<int> RunAsync(Files files, TextWriter output, CancellationToken cancellationToken)
    {
        try
        {
            using var keys = InputFiles.ReadKeys(files.Keys);
            var kept = InputFiles.ReadCheckpoints(files.Anchors);
            var erasures = files.Erasures is null ? null : await ErasuresAsync(files.Erasures, keys, cancellationToken);
            var hash = await InputFiles.HashAsync(files.Export, cancellationToken);
            using var csv = files.Csv is null ? null : new CsvComparison(files.Csv);
            var result = await new ExportVerifier(keys, kept, erasures).VerifyAsync(
                InputFiles.LinesAsync(files.Export, cancellationToken), csv is null ? null : csv.Compare, cancellationToken);
            if ((result.WrongInput ?? (result.Header is null ? NoExport(files.Export, result) : null)) is { } wrong)
            {
                return Refuse(output, wrong);
            }

            csv?.Complete();
            var report = new Report(output);
            report.Files(files, hash, keys);
            report.Content(result, kept.Count);
            report.Problems(result, csv);
            return Verdict(report, result, csv);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException or InvalidDataException)
        {
            return Refuse(output, failure.Message);
        }
    }

    // Another export can only explain an erasure if it is genuine itself.
    private static async Task<ErasureCover> ErasuresAsync(FileInfo file, CheckpointKeys keys, CancellationToken cancellationToken)
    {
        var result = await new ExportVerifier(keys).VerifyAsync(InputFiles.LinesAsync(file, cancellationToken), cancellationToken: cancellationToken);
        return result switch
        {
            { IsValid: false } => throw new FormatException($"{file.Name} is not genuine or not an export: {result.Findings.First[0].Detail}"),
            { Erasures.Count: 0 } => throw new FormatException($"{file.Name} has no erasure."),
            { Header.Chain: not "platform" } => throw new FormatException($"{file.Name} shows the chain '{result.Header!.Chain}'; erasures are in the chain 'platform'."),
            _ => result.Erasures,
        };
    }

    private static string NoExport(FileInfo file, ExportVerification result) =>
        $"{file.Name} is not an export. {(result.Findings.First.Count > 0 ? result.Findings.First[0].Detail : "It is empty.")}";

    private static int Refuse(TextWriter output, string why)
    {
        new Report(output).Line($"NOT CHECKED: {why}");
        return NotChecked;
    }

    private static int Verdict(Report report, ExportVerification result, CsvComparison? csv)
    {
        if (!result.IsValid || csv is { IsSame: false })
        {
            report.Line($"NOT GENUINE: {result.Findings.Count + (csv?.Count ?? 0)} problems");
            return NotGenuine;
        }

        report.Line(result.IsAnchored ? "GENUINE" : "GENUINE, BUT ITS END IS NOT ANCHORED: whether something is missing there is not known");
        return result.IsAnchored ? Genuine : NotAnchored;
    }

    /// <param name="Anchors">Files or folders of kept checkpoints.</param>
    /// <param name="Csv">Null: only the JSON lines.</param>
    /// <param name="Erasures">An export whose erasures explain what was erased in this one; null: only this one's own do.</param>
    internal sealed record Files(FileInfo Export, FileInfo Keys, IReadOnlyList<FileInfo> Anchors, FileInfo? Csv, FileInfo? Erasures);
}
