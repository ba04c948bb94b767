using PenguinMails.Audit.Exports.Archives;

namespace PenguinMails.Audit.RecordChecks;

/// <summary>
/// What the ledger says was archived. A row of the database that says that records lie in a file is believed when a record names the file:
/// its range and its hash.
/// </summary>
internal sealed class RecordedArchives
{
    private readonly Dictionary<(string Month, string Chain), (string What, DateTimeOffset At)> _recorded = [];

    private static ReadOnlySpan<byte> ActionBytes => "audit_log.archive"u8;

    /// <summary>How a record names a file.</summary>
    public static string NameOf(Archive archive) => $"{archive.FirstSequence}-{archive.LastSequence} sha256:{archive.FileHash}";

    /// <summary>The end of the month of an archive.</summary>
    public static DateTimeOffset EndOf(Archive archive) => new(archive.Month.AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>Adds what the record says was archived, if it is one of an archive.</summary>
    public void Add(LedgerRecord record)
    {
        if (record.Chain != LedgerChains.Platform || record.Body.AsSpan().IndexOf(ActionBytes) < 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(record.Body);
        var body = document.RootElement;
        if (body.Text("action") != OwnActions.Archive || body.Text("outcome") != AuditOutcomes.Success || body.Text("service") != PlatformServices.Audit)
        {
            return;
        }

        var details = body.Member("details");
        foreach (var chain in LedgerChains.All)
        {
            if (details.Text("month") is { } month && details.Text(chain) is { } what)
            {
                _recorded[(month, chain)] = (what, record.RecordedAt);
            }
        }
    }

    /// <summary>What is wrong with the database's row of an archive, or null.</summary>
    public string? FindFault(Archive archive)
    {
        if (!_recorded.TryGetValue(($"{archive.Month:yyyy-MM}", archive.Chain), out var recorded) || recorded.What != NameOf(archive))
        {
            return $"No record of the ledger says that records {archive.FirstSequence} to {archive.LastSequence} were archived in {archive.File} with this hash.";
        }

        return archive.Month.Day != 1 || recorded.At < EndOf(archive) ? $"The month of {archive.File} was not over when it was archived." : null;
    }
}
