using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Exports;
using PenguinMails.Audit.Exports.Archives;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Retention;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Tests.Verification;
using PenguinMails.Contracts.Messages;
using PenguinMails.Ledger;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Retention;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class RetentionTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private const string Rows = "select r::text from audit_record r where action = 'ssh_key.download'";
    private readonly string _folder = TestFolder.Create("archive");
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly HashSet<string> _appended = new(StringComparer.Ordinal);
    private AuditService _service = null!;
    private HttpClient _admin = null!;

    private string OldMonth => $"{_now.AddMonths(-4):yyyy-MM}";

    [SetUp]
    public async Task SetUpAsync()
    {
        _service = await AuditService.StartAsync(
            ("Audit:Retention:ArchiveFolder", _folder), ("Audit:Retention:OnlineMonths", "2"), ("Audit:Retention:Interval", "1.00:00:00"));
        _admin = _service.SteppedUpAdmin("alice");
        // All at once: the service's own worker takes out months already, and what it records is of today. Again when both wait for each other.
        await Eventually.Async(() => _service.Database.InTransactionAsync(
            async transaction =>
            {
                foreach (var at in new[] { 4, 3, 1, 0 }.Select(monthsAgo => _now.AddMonths(-monthsAgo)))
                {
                    await transaction.AppendAsync(
                        LedgerChains.Platform,
                        [.. Enumerable.Range(1, 25).Select(number => PendingRecord.Of(Record(reason: $"reason {number}", user: $"owner{number}@acme.example", at: at) with { OnBehalfOf = new OnBehalfOf(null, "starter@acme.example", "admin"), CampaignId = Tenant }))],
                        at);
                }

                // Before that worker can archive them.
                _appended.UnionWith(await transaction.QueryAsync<string>(Rows));
                return true;
            },
            CancellationToken.None));
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        _admin.Dispose();
        await _service.DisposeAsync();
    }

    [Test]
    public async Task Archive_OldMonths_LeaveTheDatabaseAndTheLedgerStaysWhole()
    {
        Assert.That(await ArchiveAllAsync(), Is.EqualTo([Month(4), Month(3)]));

        Assert.That(await _service.ScalarAsync<int>("select count(*) from audit_record where action = 'ssh_key.download'"), Is.EqualTo(50));
        var result = await VerifyAsync();
        Assert.That(result.GetProperty("valid").GetBoolean(), Is.True, $"{result}");
        Assert.That(result.GetProperty("records").GetInt32(), Is.GreaterThanOrEqualTo(100), "archived ones too");
        var archives = await _admin.GetFromJsonAsync<JsonElement>($"{Logs}/archives");
        Assert.That(
            archives.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("lastSequence").GetInt64()), Is.EqualTo([25, 50]));
        await RecordedAsync("audit_log.archive", 2);
    }

    [Test]
    public async Task Archive_File_HoldsNoPersonalDataAndIsVerifiedOffline()
    {
        await ArchiveAllAsync();

        var lines = await _service.Get<ArchiveFiles>().LinesAsync(ArchiveFiles.NameOf(Month(3), "platform"), CancellationToken.None).ToListAsync();

        var text = string.Join('\n', lines);
        Assert.That(text, Does.Not.Contain("@acme.example").And.Not.Contain("reason 3").And.Not.Contain("127.0.0.1"));
        var answer = await _admin.GetFromJsonAsync<JsonElement>($"{Logs}/keys");
        using var keys = new CheckpointKeys(answer.GetProperty("keys").EnumerateArray().ToDictionary(
            key => key.GetProperty("version").GetInt32(), key => key.GetProperty("publicKey").GetString()!));
        var result = await new ExportVerifier(keys).VerifyAsync(lines.ToAsyncEnumerable());
        Assert.That((result.IsValid, result.Records, result.Header!.After), Is.EqualTo((true, 25L, 1L)), string.Join(' ', result.Findings.First));
        lines.RemoveAt(9);
        Assert.That((await new ExportVerifier(keys).VerifyAsync(lines.ToAsyncEnumerable())).IsValid, Is.False);
    }

    [Test]
    public async Task Attach_ArchivedMonth_CanBeSearchedAgainAndGoesAgain()
    {
        await ArchiveAllAsync();
        Assert.That(await FoundAsync(), Is.Zero);

        using var attached = await _admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);

        Assert.That(attached.StatusCode, Is.EqualTo(HttpStatusCode.OK), await attached.Content.ReadAsStringAsync());
        Assert.That(await FoundAsync(), Is.EqualTo(25));
        var rows = await _service.Database.ReadAsync(connection => connection.QueryAsync<string>(Rows), CancellationToken.None);
        Assert.That(rows, Has.Count.EqualTo(75).And.All.Matches<string>(row => _appended.Contains(row!)), "every column as it was");
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.True);
        using var again = await _admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK), "asked twice, it stays longer");

        await _service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update audit_archive set attached_until = now() - interval '1 second' where attached_until is not null"), CancellationToken.None);
        Assert.That(await _service.Get<MonthArchiver>().DetachNextAsync(CancellationToken.None), Is.True);
        Assert.That(await FoundAsync(), Is.Zero);
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.True);
    }

    [Test]
    public async Task Search_ReasonsOfArchivedMonths_AreFoundWhileTheMonthIsBack()
    {
        const string Words = "search=reason&action=ssh_key.download&outcome=success&to=2999-01-01";
        Assert.That(await TotalAsync(Words), Is.GreaterThanOrEqualTo(50));
        await ArchiveAllAsync();
        Assert.That(await TotalAsync(Words), Is.EqualTo(50), "the reasons stay, the records are in their files");
        // As months were archived when reasons did not repeat their records, and no kinds were kept.
        await _service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                "update audit_reason set occurred_at = null, action = null, outcome = null, secret_type = null where recorded_at < now() - interval '70 days'; delete from audit_kind where action = 'ssh_key.download'"),
            CancellationToken.None);

        using var attached = await _admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);

        Assert.That(attached.StatusCode, Is.EqualTo(HttpStatusCode.OK), await attached.Content.ReadAsStringAsync());
        Assert.That(await TotalAsync(Words), Is.EqualTo(75));
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.True);
    }

    [Test]
    public async Task Attach_FileThatWasChanged_IsRefusedAndVerifyNamesIt()
    {
        await ArchiveAllAsync();
        var file = Path.Combine(_folder, ArchiveFiles.NameOf(Month(4), "platform"));
        var bytes = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, bytes[..^40]);

        using var answer = await _admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);

        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), Is.EqualTo("archive_not_genuine"));
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.False);
        Assert.That(await FoundAsync(), Is.Zero);
    }

    [Test]
    public async Task Attach_FileWithTheIdsOfAnother_IsRefusedAndVerifyNamesIt()
    {
        await ArchiveAllAsync();
        var name = ArchiveFiles.NameOf(Month(4), "platform");
        var files = _service.Get<ArchiveFiles>();
        var lines = await files.LinesAsync(name, CancellationToken.None).ToListAsync();
        var ids = lines.Where(line => line.Contains("\"sequence\":\"", StringComparison.Ordinal)).Take(2).Select(line => line[line.IndexOf("\"ids\"", StringComparison.Ordinal)..]).ToList();
        var hash = await files.WriteAsync(
            name,
            async stream =>
            {
                await using var writer = new StreamWriter(stream);
                foreach (var line in lines)
                {
                    await writer.WriteAsync($"{line.Replace(ids[0], ids[1], StringComparison.Ordinal)}\n");
                }
            },
            CancellationToken.None);
        await _service.AsOwnerAsync("update audit_archive set file_hash = decode(@hash, 'hex') where file = @name", new { hash, name });

        using var answer = await _admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);

        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString(), Is.EqualTo("archive_not_genuine"));
        Assert.That(await FoundAsync(), Is.Zero);
        await AssertNamedAsync(LedgerProblems.PersonalAltered, 1);
    }

    [Test]
    public async Task Verify_ReasonOfAnArchivedRecordDeleted_IsNamed()
    {
        await ArchiveAllAsync();
        await _service.TamperAsync("delete from audit_reason where sequence = 3");

        await AssertNamedAsync(LedgerProblems.PersonalAltered, 3);
    }

    // What was done to the row of a month, or with it.
    [TestCase("update audit_archive set file_hash = sha256('another') where first_sequence = 1", 1)]
    [TestCase("update audit_archive set month = month + 1 where first_sequence = 1", 1)]
    [TestCase("update audit_archive set last_sequence = 24 where first_sequence = 1", 1)]
    [TestCase("insert into audit_archive select month + interval '1 day', chain, file, file_hash, first_sequence + 50, last_sequence + 50, 0, archived_at, now() from audit_archive where first_sequence = 1", 51)]
    public async Task Verify_ArchiveThatTheLedgerDoesNotName_IsNamed(string tampering, long sequence)
    {
        await ArchiveAllAsync();
        await _service.TamperAsync(tampering);

        await AssertNamedAsync(LedgerProblems.ArchiveForged, sequence);
    }

    [Test]
    public async Task Verify_RecordsHiddenInAForgedArchive_IsNamed()
    {
        await ArchiveAllAsync();
        // A genuine file of the present month, made of what the ledger holds: all that a restore would ask of it.
        var month = Month(0);
        var name = ArchiveFiles.NameOf(month, "platform");
        var files = _service.Get<ArchiveFiles>();
        var records = _service.Get<ExportRecords>();
        await _service.Get<CheckpointSigner>().SignAllAsync("platform", CancellationToken.None);
        var hash = await files.WriteAsync(
            name,
            async stream =>
            {
                await using var writer = new ExportWriter(stream);
                await writer.WriteAsync(new ExportHeader("platform", IsComplete: true, _now, new Dictionary<string, string>(StringComparer.Ordinal) { ["month"] = $"{month:yyyy-MM}" }), CancellationToken.None);
                await foreach (var line in records.ReadAsync(new AuditLogFilter("platform"), new ExportRange(76, 100, IsComplete: true, IsArchive: true), CancellationToken.None))
                {
                    if (line is ExportLine.Record { Exported: var record })
                    {
                        await writer.WriteAsync(record, CancellationToken.None);
                    }
                }

                await writer.CompleteAsync(CancellationToken.None);
            },
            CancellationToken.None);
        await _service.TamperAsync(
            $"""
            insert into audit_archive values ('{month:yyyy-MM-dd}', 'platform', '{name}', decode('{hash}', 'hex'), 76, 100, 0, now());
            delete from audit_record where chain = 'platform' and sequence between 76 and 100
            """);

        var problems = await VerifyAsync();

        Assert.That(problems.GetProperty("records").GetInt64(), Is.GreaterThanOrEqualTo(100), "the file holds them");
        await AssertNamedAsync(LedgerProblems.ArchiveForged, 76);
    }

    [Test]
    public async Task Verify_RecordOfAnArchivedMonthThatIsNotInItsFile_IsNamed()
    {
        await ArchiveAllAsync();
        await _service.TamperAsync("update audit_archive set month = (select max(date_trunc('month', recorded_at)::date) from audit_record) where first_sequence = 26");

        await AssertNamedAsync(LedgerProblems.ArchiveForged, 51);
    }

    [Test]
    public async Task Export_CompleteAfterArchiving_BeginsWhereTheDatabaseDoes()
    {
        await ArchiveAllAsync();
        using var asked = await _admin.PostAsJsonAsync($"{Logs}/exports", new { format = "json", reason = "yearly audit" });
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("exportId").GetString();
        using var second = _service.SteppedUpAdmin("bob");
        using var approved = await second.PostAsJsonAsync($"{Logs}/exports/{id}/approve", new { });

        var content = await _admin.GetStringAsync($"{Logs}/exports/{id}/content");

        var answer = await _admin.GetFromJsonAsync<JsonElement>($"{Logs}/keys");
        using var keys = new CheckpointKeys(answer.GetProperty("keys").EnumerateArray().ToDictionary(
            key => key.GetProperty("version").GetInt32(), key => key.GetProperty("publicKey").GetString()!));
        var result = await new ExportVerifier(keys).VerifyAsync(content.TrimEnd('\n').Split('\n').ToAsyncEnumerable());
        Assert.That((result.IsValid, result.Header!.After), Is.EqualTo((true, 2L)), string.Join(' ', result.Findings.First));
    }

    [Test]
    public async Task Archive_TwoInstances_DoItOnce()
    {
        await using var second = await _service.StartAnotherAsync();

        // The workers of both may be at it, too.
        await Task.WhenAll(ArchiveAllAsync(), ArchiveAllAsync(second));

        await RecordedAsync("audit_log.archive", 2);
        Assert.That(await _service.ScalarAsync<int>("select count(*) from audit_archive"), Is.EqualTo(2));
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.True);
    }

    // The service's own worker may be at it, too: then this call finds nothing to do, and waits for it.
    private async Task<IEnumerable<DateOnly>> ArchiveAllAsync(AuditService? service = null)
    {
        await Eventually.Async(
            async () =>
            {
                while (await (service ?? _service).Get<MonthArchiver>().ArchiveNextAsync(CancellationToken.None) is not null)
                {
                    // The next one.
                }

                return await _service.ScalarAsync<int>("select count(*) from audit_archive") == 2;
            },
            what: "two months in their files");
        return (await _service.Database.ReadAsync(connection => connection.ArchivesAsync(), CancellationToken.None)).Select(archive => archive.Month);
    }

    private DateOnly Month(int ago) => new(_now.AddMonths(-ago).Year, _now.AddMonths(-ago).Month, 1);

    private async Task<int> TotalAsync(string query) =>
        (await _admin.GetFromJsonAsync<JsonElement>($"{Logs}?{query}")).GetProperty("total").GetInt32();

    private async Task<int> FoundAsync()
    {
        var first = Month(4);
        var page = await _admin.GetFromJsonAsync<JsonElement>($"{Logs}?from={first:yyyy-MM-dd}&to={first.AddMonths(1):yyyy-MM-dd}&action=ssh_key.download");
        return page.GetProperty("total").GetInt32();
    }

    private async Task AssertNamedAsync(string kind, long sequence)
    {
        var problems = (await VerifyAsync()).GetProperty("problems").EnumerateArray();
        Assert.That(problems.Select(problem => (problem.GetProperty("kind").GetString(), problem.TryGetProperty("sequence", out var at) ? at.GetInt64() : 0)), Does.Contain((kind, sequence)));
    }

    private async Task<JsonElement> VerifyAsync() => await _admin.GetFromJsonAsync<JsonElement>($"{Logs}/verify");

    private Task RecordedAsync(string action, int count) => Eventually.Async(
        async () => await _service.ScalarAsync<int>("select count(*) from audit_record where action = @action", new { action }) == count, what: $"{count} {action}");
}
