using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Exports.Archives;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Retention;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Contracts.Messages;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Retention;

/// <summary>A ledger with 25 records in each of four months, the older two of which are to be archived.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class RetentionFixture
{
    protected const string Logs = "/api/v1/admin/vault/audit-logs";
    protected const string Rows = "select r::text from audit_record r where action = 'ssh_key.download'";

    protected string Folder { get; } = TestFolder.Create("archive");

    protected DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>The rows of the records, as they were appended.</summary>
    protected HashSet<string> Appended { get; } = new(StringComparer.Ordinal);

    protected AuditService Service { get; private set; } = null!;

    /// <summary>A client of an administrator who has confirmed that it is them.</summary>
    protected HttpClient Admin { get; private set; } = null!;

    protected string OldMonth => $"{Now.AddMonths(-4):yyyy-MM}";

    [SetUp]
    public async Task SetUpAsync()
    {
        Service = await AuditService.StartAsync(
            ("Audit:Retention:ArchiveFolder", Folder), ("Audit:Retention:OnlineMonths", "2"), ("Audit:Retention:Interval", "1.00:00:00"));
        Admin = Service.SteppedUpAdmin("alice");
        // All at once: the service's own worker takes out months already, and what it records is of today. Again when both wait for each other.
        await Eventually.Async(() => Service.Database.InTransactionAsync(
            async transaction =>
            {
                foreach (var at in new[] { 4, 3, 1, 0 }.Select(monthsAgo => Now.AddMonths(-monthsAgo)))
                {
                    await transaction.AppendAsync(
                        LedgerChains.Platform,
                        [.. Enumerable.Range(1, 25).Select(number => PendingRecord.Of(Record(reason: $"reason {number}", user: $"owner{number}@acme.example", at: at) with { OnBehalfOf = new OnBehalfOf(null, "starter@acme.example", "admin"), CampaignId = Tenant }))],
                        at);
                }

                // Before that worker can archive them.
                Appended.UnionWith(await transaction.QueryAsync<string>(Rows));
                return true;
            },
            CancellationToken.None));
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        Admin.Dispose();
        await Service.DisposeAsync();
    }

    // The service's own worker may be at it, too: then this call finds nothing to do, and waits for it.
    protected async Task<IEnumerable<DateOnly>> ArchiveAllAsync(AuditService? service = null)
    {
        await Eventually.Async(
            async () =>
            {
                while (await (service ?? Service).Get<MonthArchiver>().ArchiveNextAsync(CancellationToken.None) is not null)
                {
                    // The next one.
                }

                return await Service.ScalarAsync<int>("select count(*) from audit_archive") == 2;
            },
            what: "two months in their files");
        return (await Service.Database.ReadAsync(connection => connection.ArchivesAsync(), CancellationToken.None)).Select(archive => archive.Month);
    }

    protected DateOnly Month(int ago) => new(Now.AddMonths(-ago).Year, Now.AddMonths(-ago).Month, 1);

    protected async Task<int> FoundAsync()
    {
        var first = Month(4);
        var page = await Admin.GetFromJsonAsync<JsonElement>($"{Logs}?from={first:yyyy-MM-dd}&to={first.AddMonths(1):yyyy-MM-dd}&action=ssh_key.download");
        return page.GetProperty("total").GetInt32();
    }

    protected async Task<JsonElement> VerifyAsync() => await Admin.GetFromJsonAsync<JsonElement>($"{Logs}/verify");
}
