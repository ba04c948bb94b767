using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Tests.Verifier;
using PenguinMails.AuditVerifier;
using PenguinMails.Ledger;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Exports;

/// <summary>What an export holds, in either format, and that it is proven with the public keys alone.</summary>
[Category("Component")]
internal sealed class ExportTests : ExportFixture
{
    [Test]
    public async Task Export_EverythingAsJson_TheOfflineVerifierAcceptsIt()
    {
        var id = await ApprovedAsync(new { format = "json", reason = "yearly audit" });

        var content = await Bob.GetStringAsync($"{Logs}/exports/{id}/content");

        var result = await VerifyAsync(content);
        Assert.That(result.Findings.First, Is.Empty);
        Assert.That(result.Header!.IsComplete, Is.True);
        Assert.That(result.Records, Is.GreaterThanOrEqualTo(30));
    }

    [Test]
    public async Task Export_OneTenant_EachRecordIsProven()
    {
        var id = await ApprovedAsync(new { format = "json", reason = "asked by the tenant", filter = new { tenantId = OtherTenant } });

        var content = await Alice.GetStringAsync($"{Logs}/exports/{id}/content");

        var result = await VerifyAsync(content);
        Assert.That(result.Findings.First, Is.Empty);
        Assert.That((result.Header!.IsComplete, result.Records), Is.EqualTo((false, 3L)));
        var altered = await VerifyAsync(content.Replace("owner10@acme.example", "owner11@acme.example", StringComparison.Ordinal));
        Assert.That(altered.Findings.First.Select(problem => problem.Kind), Is.EqualTo([LedgerProblems.PersonalAltered]));
    }

    [Test]
    public async Task Export_ACampaign_NamesForWhomItWasDone()
    {
        var campaign = Guid.CreateVersion7();
        await Service.PublishAsync(OfCampaign(campaign, "starter@penguin.example"));
        await Service.RecordedAsync(31);
        var id = await ApprovedAsync(new { format = "json", reason = "asked by the tenant", filter = new { campaign, onBehalfOf = "STARTER@penguin.example" } });

        var content = await Alice.GetStringAsync($"{Logs}/exports/{id}/content");

        var rows = new List<IReadOnlyList<string>>();
        using var keys = await KeysAsync();
        var result = await new ExportVerifier(keys).VerifyAsync(Lines(content), record => rows.Add(ExportCsv.Row(record)));
        Assert.That((result.IsValid, result.Records), Is.EqualTo((true, 1L)), string.Join(' ', result.Findings.First));
        Assert.That(rows.Single().TakeLast(2), Is.EqualTo(["starter@penguin.example", $"{campaign}"]));
        var altered = await VerifyAsync(content.Replace("starter@penguin.example", "another@penguin.example", StringComparison.Ordinal));
        Assert.That(altered.Findings.First.Select(problem => problem.Kind), Is.EqualTo([LedgerProblems.PersonalAltered]));
    }

    [Test]
    public async Task Export_Csv_IsSafeForSpreadsheetsAndTheSameAsItsProofs()
    {
        var id = await ApprovedAsync(new { format = "csv", reason = "for the auditor", filter = new { tenantId = Tenant, action = "ssh_key.download" } });

        using var answer = await Alice.GetAsync($"{Logs}/exports/{id}/content");
        var csv = await answer.Content.ReadAsStringAsync();
        var proofs = await Alice.GetStringAsync($"{Logs}/exports/{id}/proofs");

        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/csv"));
        Assert.That(csv, Does.StartWith(ExportCsv.Header + "\r\n"));
        Assert.That(csv, Does.Contain("\"'=cmd|' /C calc'!A0\""), "a formula is text");
        Assert.That(csv, Does.Contain("\"line\nbreak, \"\"quoted\"\" 8\""));
        var expected = new StringBuilder(ExportCsv.Header + "\r\n");
        using var keys = await KeysAsync();
        var result = await new ExportVerifier(keys).VerifyAsync(Lines(proofs), record => expected.Append(ExportCsv.Line(record)).Append("\r\n"));
        Assert.That((result.IsValid, result.Records), Is.EqualTo((true, 27L)));
        Assert.That(csv, Is.EqualTo(expected.ToString()));
    }

    [Test]
    public async Task Content_WhileRecordsArrive_EndsWhereItWasApproved()
    {
        var id = await ApprovedAsync(new { format = "json", reason = "yearly audit", filter = new { action = "ssh_key.download" } });
        await Service.PublishAsync(Record(), Record());
        await Service.RecordedAsync(32);

        var first = await Alice.GetStringAsync($"{Logs}/exports/{id}/content");
        var second = await Bob.GetStringAsync($"{Logs}/exports/{id}/content");

        Assert.That((await VerifyAsync(first)).Records, Is.EqualTo(30));
        Assert.That(Lines(second).ToBlockingEnumerable().Skip(1), Is.EqualTo(Lines(first).ToBlockingEnumerable().Skip(1)));
    }

    [Test]
    public async Task Content_WhileCheckpointsAreSigned_IsNotCalledTruncated()
    {
        var id = await ApprovedAsync(new { format = "json", reason = "yearly audit" });
        await Service.PublishAsync(Record(), Record());
        await Service.RecordedAsync(34);
        _ = await Alice.GetStringAsync($"{Logs}/exports/{await ApprovedAsync(new { format = "json", reason = "the next" })}/content");
        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*) from audit_record where action = 'audit_log.export' and outcome = 'success'") == 1,
            what: "The next download on record, for another checkpoint");

        var content = await Bob.GetStringAsync($"{Logs}/exports/{id}/content");

        await AnchorAsync();
        var newest = await Service.Get<CheckpointFolder>().NewestAsync("platform", CancellationToken.None);
        using var keys = await KeysAsync();
        var result = await new ExportVerifier(keys, [newest!]).VerifyAsync(Lines(content));
        Assert.That(result.Findings.First, Is.Empty);
        Assert.That((result.IsAnchored, result.Later?.Number), Is.EqualTo((false, newest!.Statement.Number)));
    }

    [Test]
    public async Task Export_AfterAnErasure_CarriesWhatExplainsIt()
    {
        using var requested = await Alice.PostAsJsonAsync($"{Logs}/erasures", new { tenantId = OtherTenant, reason = "contract ended" });
        var erasure = (await requested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("erasureId").GetString();
        using var approved = await Bob.PostAsJsonAsync($"{Logs}/erasures/{erasure}/approve", new { });
        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*) from audit_record where action = 'audit_log.erasure.approve'") == 1, what: "the erasure on record");
        var id = await ApprovedAsync(new { format = "json", reason = "yearly audit" });
        var some = await ApprovedAsync(new { format = "json", reason = "asked by the tenant", filter = new { tenantId = OtherTenant } });

        var result = await VerifyAsync(await Alice.GetStringAsync($"{Logs}/exports/{id}/content"));
        var selection = await Alice.GetStringAsync($"{Logs}/exports/{some}/content");

        Assert.That(result.Findings.First, Is.Empty);
        Assert.That((result.Erased, result.ErasedReasons), Is.EqualTo((3L, 3L)));
        Assert.That((await VerifyAsync(selection)).Findings.First.Select(problem => problem.Kind).Distinct(), Is.EqualTo([LedgerProblems.PersonalMissing]));
        using var keys = await KeysAsync();
        Assert.That((await new ExportVerifier(keys, erasures: result.Erasures).VerifyAsync(Lines(selection))).IsValid, Is.True);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Export_AsFile_BothVerifiersComeToTheSameVerdict(bool isSelection)
    {
        var id = await ApprovedAsync(new { format = "json", reason = "yearly audit", filter = isSelection ? new { action = "ssh_key.download" } : null });
        var files = new ExportFiles(TestFolder.Create("export"));
        var content = await Alice.GetStringAsync($"{Logs}/exports/{id}/content");
        await File.WriteAllTextAsync(files.Export, content);
        await File.WriteAllTextAsync(files.Keys, await Alice.GetStringAsync($"{Logs}/keys"));
        await AnchorAsync();
        var kept = Directory.EnumerateFiles(Path.Combine(Service.CheckpointFolder, "platform"), "*.json", SearchOption.AllDirectories).ToList();

        Assert.That(await VerdictsAsync(files, kept), Is.EqualTo((0, 0)));
        Assert.That(await VerdictsAsync(files, []), Is.EqualTo((3, 3)));
        await File.WriteAllTextAsync(files.Export, content.Replace("owner10@acme.example", "owner11@acme.example", StringComparison.Ordinal));
        Assert.That(await VerdictsAsync(files, kept), Is.EqualTo((1, 1)));
    }

    private async Task<ExportVerification> VerifyAsync(string content)
    {
        using var keys = await KeysAsync();
        return await new ExportVerifier(keys).VerifyAsync(Lines(content));
    }

    // What the worker does at its next round.
    private Task AnchorAsync() => Service.Get<CheckpointAnchoring>().AnchorAllAsync("platform", CancellationToken.None);

    private static async Task<(int Command, int Sample)> VerdictsAsync(ExportFiles files, List<string> kept)
    {
        await using var output = new StringWriter();
        var code = await VerifierCommand.RunAsync([files.Export, "--keys", files.Keys, .. kept.SelectMany(file => new[] { "--anchor", file })], output, output);
        var (sample, _) = await PythonSample.RunAsync("verify_export.py", [files.Export, files.Keys, .. kept]);
        return (code, sample);
    }

    private async Task<CheckpointKeys> KeysAsync()
    {
        var answer = await Alice.GetFromJsonAsync<JsonElement>($"{Logs}/keys");
        return new CheckpointKeys(answer.GetProperty("keys").EnumerateArray().ToDictionary(
            key => key.GetProperty("version").GetInt32(), key => key.GetProperty("publicKey").GetString()!));
    }

    private static IAsyncEnumerable<string> Lines(string content) => content.TrimEnd('\n').Split('\n').ToAsyncEnumerable();
}
