using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Retention;
using PenguinMails.Ledger;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Retention;

/// <summary>Old months leave the database for files, are verified there, and come back for a while.</summary>
[Category("Component")]
internal sealed class RetentionTests : RetentionFixture
{
    [Test]
    public async Task Archive_OldMonths_LeaveTheDatabaseAndTheLedgerStaysWhole()
    {
        Assert.That(await ArchiveAllAsync(), Is.EqualTo([Month(4), Month(3)]));

        Assert.That(await Service.ScalarAsync<int>("select count(*) from audit_record where action = 'ssh_key.download'"), Is.EqualTo(50));
        var result = await VerifyAsync();
        Assert.That(result.GetProperty("valid").GetBoolean(), Is.True, $"{result}");
        Assert.That(result.GetProperty("records").GetInt32(), Is.GreaterThanOrEqualTo(100), "archived ones too");
        var archives = await Admin.GetFromJsonAsync<JsonElement>($"{Logs}/archives");
        Assert.That(
            archives.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("lastSequence").GetInt64()), Is.EqualTo([25, 50]));
        await RecordedAsync("audit_log.archive", 2);
    }

    [Test]
    public async Task Archive_File_HoldsNoPersonalDataAndIsVerifiedOffline()
    {
        await ArchiveAllAsync();

        var lines = await Service.Get<ArchiveFiles>().LinesAsync(ArchiveFiles.NameOf(Month(3), "platform"), CancellationToken.None).ToListAsync();

        var text = string.Join('\n', lines);
        Assert.That(text, Does.Not.Contain("@acme.example").And.Not.Contain("reason 3").And.Not.Contain("127.0.0.1"));
        var answer = await Admin.GetFromJsonAsync<JsonElement>($"{Logs}/keys");
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

        using var attached = await Admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);

        Assert.That(attached.StatusCode, Is.EqualTo(HttpStatusCode.OK), await attached.Content.ReadAsStringAsync());
        Assert.That(await FoundAsync(), Is.EqualTo(25));
        var rows = await Service.Database.ReadAsync(connection => connection.QueryAsync<string>(Rows), CancellationToken.None);
        Assert.That(rows, Has.Count.EqualTo(75).And.All.Matches<string>(row => Appended.Contains(row!)), "every column as it was");
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.True);
        using var again = await Admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK), "asked twice, it stays longer");

        await Service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update audit_archive set attached_until = now() - interval '1 second' where attached_until is not null"), CancellationToken.None);
        Assert.That(await Service.Get<MonthArchiver>().DetachNextAsync(CancellationToken.None), Is.True);
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
        await Service.OwnerDatabase.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                "update audit_reason set occurred_at = null, action = null, outcome = null, secret_type = null where recorded_at < now() - interval '70 days'; delete from audit_kind where action = 'ssh_key.download'"),
            CancellationToken.None);

        using var attached = await Admin.PostAsync($"{Logs}/archives/{OldMonth}/attach", null);

        Assert.That(attached.StatusCode, Is.EqualTo(HttpStatusCode.OK), await attached.Content.ReadAsStringAsync());
        Assert.That(await TotalAsync(Words), Is.EqualTo(75));
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.True);
    }

    [Test]
    public async Task Export_CompleteAfterArchiving_BeginsWhereTheDatabaseDoes()
    {
        await ArchiveAllAsync();
        using var asked = await Admin.PostAsJsonAsync($"{Logs}/exports", new { format = "json", reason = "yearly audit" });
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("exportId").GetString();
        using var second = Service.SteppedUpAdmin("bob");
        using var approved = await second.PostAsJsonAsync($"{Logs}/exports/{id}/approve", new { });

        var content = await Admin.GetStringAsync($"{Logs}/exports/{id}/content");

        var answer = await Admin.GetFromJsonAsync<JsonElement>($"{Logs}/keys");
        using var keys = new CheckpointKeys(answer.GetProperty("keys").EnumerateArray().ToDictionary(
            key => key.GetProperty("version").GetInt32(), key => key.GetProperty("publicKey").GetString()!));
        var result = await new ExportVerifier(keys).VerifyAsync(content.TrimEnd('\n').Split('\n').ToAsyncEnumerable());
        Assert.That((result.IsValid, result.Header!.After), Is.EqualTo((true, 2L)), string.Join(' ', result.Findings.First));
    }

    [Test]
    public async Task Archive_TwoInstances_DoItOnce()
    {
        await using var second = await Service.StartAnotherAsync();

        // The workers of both may be at it, too.
        await Task.WhenAll(ArchiveAllAsync(), ArchiveAllAsync(second));

        await RecordedAsync("audit_log.archive", 2);
        Assert.That(await Service.ScalarAsync<int>("select count(*) from audit_archive"), Is.EqualTo(2));
        Assert.That((await VerifyAsync()).GetProperty("valid").GetBoolean(), Is.True);
    }

    private async Task<int> TotalAsync(string query) =>
        (await Admin.GetFromJsonAsync<JsonElement>($"{Logs}?{query}")).GetProperty("total").GetInt32();

    private Task RecordedAsync(string action, int count) => Eventually.Async(
        async () => await Service.ScalarAsync<int>("select count(*) from audit_record where action = @action", new { action }) == count, what: $"{count} {action}");
}
