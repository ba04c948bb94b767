using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Checkpoints;

/// <summary>A copy of a ledger with some signed records: its database, and the folder of its kept checkpoints.</summary>
internal sealed record SignedLedger(string Database, string Folder)
{
    public const int Checkpoints = 3;
    public const int Records = 6;

    private static readonly string Original = TestFolder.Create("checkpoints");

    private static readonly Func<string, Task> Sign = async database =>
    {
        await AuditService.MigrateAsync(database);
        // Its workers do not run, so there are exactly as many checkpoints as are made here.
        await using var service = await AuditService.BuildOnAsync(database, Settings(Original));
        for (var signed = 0; signed < Checkpoints; signed++)
        {
            var records = Enumerable.Range(1, Records / Checkpoints)
                .Select(number => PendingRecord.Of(Record(reason: $"reason {signed} {number}", user: $"owner{signed}{number}@acme.example"))).ToList();
            await service.Database.InTransactionAsync(
                transaction => transaction.AppendAsync(LedgerChains.Platform, records, TimeProvider.System.GetUtcNow()), CancellationToken.None);
            await service.Get<CheckpointSigner>().SignAllAsync(LedgerChains.Platform, CancellationToken.None);
        }
    };

    /// <summary>Every copy has the same records and the same checkpoints.</summary>
    public static async Task<SignedLedger> CopyAsync()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(Sign);
        var folder = TestFolder.Create("checkpoints");
        foreach (var file in Directory.EnumerateFiles(Original, "*.json", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Original, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new SignedLedger(database, folder);
    }

    /// <summary>Records as many as this and waits until they are signed and kept outside.</summary>
    /// <param name="service">A running service.</param>
    /// <param name="count">How many records.</param>
    /// <param name="total">How many there are then.</param>
    public static async Task SignAsync(AuditService service, int count, int total)
    {
        await service.PublishAsync(Enumerable.Range(1, count).Select(number => Record(reason: $"reason {number}", user: $"owner{number}@acme.example")));
        await service.RecordedAsync(total);
        await Eventually.Async(
            async () => (await service.Get<CheckpointFolder>().NewestAsync("platform", CancellationToken.None))?.Statement.LastSequence >= total,
            what: $"A checkpoint of record {total}");
    }

    /// <summary>Waits for the alert of a broken ledger.</summary>
    public static Task AlertedAsync(AuditService service) => Eventually.Async(
        async () => await service.ScalarAsync<int>("select count(*) from alert where kind = @kind and state = 'open'", new { kind = BrokenLedgerAlert.Kind }) == 1,
        what: "The alert of a broken ledger");

    /// <summary>The kept checkpoints of the chain, in order.</summary>
    public string[] Files() => [.. Directory.EnumerateFiles(Path.Combine(Folder, "platform"), "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Starts a service on it.</summary>
    public Task<AuditService> StartAsync() => AuditService.StartOnAsync(Database, Settings(Folder));

    /// <summary>A service whose workers do not run.</summary>
    public Task<AuditService> BuildAsync() => AuditService.BuildOnAsync(Database, Settings(Folder));

    private static (string Key, string Value)[] Settings(string folder) =>
        [("Audit:CheckpointInterval", "00:00:00.2"), ("Audit:CheckpointFolder", folder)];
}
