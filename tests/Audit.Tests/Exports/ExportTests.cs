using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Tests.Verification;
using PenguinMails.Audit.Tests.Verifier;
using PenguinMails.AuditVerifier;
using PenguinMails.Contracts.Messages;
using PenguinMails.Ledger;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Exports;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class ExportTests : OwnServiceTests
{
    private const string Logs = "/api/v1/admin/vault/audit-logs";
    private static readonly Guid OtherTenant = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    [SetUp]
    public async Task SetUpAsync()
    {
        await Service.PublishAsync(Enumerable.Range(1, 30).Select(number => Record(
            tenantId: number % 10 == 0 ? OtherTenant : Tenant, reason: number == 7 ? "=cmd|' /C calc'!A0" : $"line\nbreak, \"quoted\" {number}", user: $"owner{number}@acme.example")));
        await Service.RecordedAsync(30);
    }

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
    public async Task Content_BeforeTheSecondAdministrator_IsRefused()
    {
        var id = await RequestAsync(new { format = "json", reason = "yearly audit" });

        await RefusedAsync(await Alice.GetAsync($"{Logs}/exports/{id}/content"), 409, "export_not_approved");
        await RefusedAsync(await Alice.PostAsync($"{Logs}/exports/{id}/approve", null), 403, "self_approval");
        await RefusedAsync(await Bob.PostAsJsonAsync($"{Logs}/exports/{id}/reject", new { }), 400, "validation_failed");
        using var rejected = await Bob.PostAsJsonAsync($"{Logs}/exports/{id}/reject", new { reason = "not needed" });
        Assert.That((await rejected.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString(), Is.EqualTo("rejected"));
        await RefusedAsync(await Bob.PostAsync($"{Logs}/exports/{id}/approve", null), 409, "already_decided");
        await RefusedAsync(await Alice.GetAsync($"{Logs}/exports/{id}/content"), 409, "export_not_approved");
        await RefusedAsync(await Bob.PostAsync($"{Logs}/exports/{Guid.CreateVersion7()}/approve", null), 404, "not_found");
    }

    [Test]
    public async Task Decision_OfWhoIsNotIndependentOfTheRequester_IsRefused()
    {
        var (owner, inviter) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        using var requester = Service.SteppedUpAdmin("carol", owner, inviter);
        using var asked = await requester.PostAsJsonAsync($"{Logs}/exports", new { format = "json", reason = "yearly audit" });
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("exportId").GetGuid();

        foreach (var (who, userId, vouchers) in new (string, Guid, Guid[])[]
        {
            ("invited", Guid.CreateVersion7(), [Guid.CreateVersion7(), owner]), ("inviter", inviter, []), ("sibling", Guid.CreateVersion7(), [inviter]),
        })
        {
            using var dependent = Service.SteppedUpAdmin(who, userId, vouchers);
            using var refused = await dependent.PostAsync($"{Logs}/exports/{id}/approve", null);
            Assert.That(await refused.Content.ReadAsStringAsync(), Does.Contain("wait until 20"), who);
            await RefusedAsync(refused, 403, "not_independent");
            await RefusedAsync(await dependent.PostAsJsonAsync($"{Logs}/exports/{id}/reject", new { reason = "no" }), 403, "not_independent");
        }

        using var approved = await Bob.PostAsync($"{Logs}/exports/{id}/approve", null);
        Assert.That(approved.StatusCode, Is.EqualTo(HttpStatusCode.OK), "somebody independent decides");
    }

    [Test]
    public async Task Content_ForgedInTheDatabase_IsRefused()
    {
        var id = await RequestAsync(new { format = "json", reason = "yearly audit" });
        await Service.AsOwnerAsync(
            """
            update approval set state = 'approved', decided_by = 'second@penguin.example', decided_at = now();
            update audit_export set expires_at = now() + interval '1 day', until_sequence = (select last_sequence from audit_chain where chain = 'platform')
            """);

        await RefusedAsync(await Alice.GetAsync($"{Logs}/exports/{id}/content"), 409, "export_not_approved");
        await RefusedAsync(await Alice.GetAsync($"{Logs}/exports/{id}/proofs"), 409, "export_not_approved");
    }

    // Approved was something else, or is over.
    [TestCase("update audit_export set filter = '{}'", 409, "export_not_approved")]
    [TestCase("update audit_export set chain = 'vault', until_sequence = 0", 409, "export_not_approved")]
    [TestCase("update audit_export set format = 'csv'", 409, "export_not_approved")]
    [TestCase("update audit_export set until_sequence = until_sequence + 1000", 409, "export_not_approved")]
    public async Task Content_OfAnApprovedExportThatWasChanged_IsRefused(string tampering, int status, string code)
    {
        var id = await ApprovedAsync(new { format = "json", reason = "asked by the tenant", filter = new { tenantId = OtherTenant } });
        using var genuine = await Alice.GetAsync($"{Logs}/exports/{id}/content");
        Assert.That(genuine.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Service.AsOwnerAsync(tampering);

        await RefusedAsync(await Alice.GetAsync($"{Logs}/exports/{id}/content"), status, code);
    }

    [Test]
    public async Task Content_WithRecordsThatAreNotOfTheChain_IsRefused()
    {
        var id = await ApprovedAsync(new { format = "json", reason = "yearly audit" });
        await Service.TamperAsync("update audit_record set body = convert_to(replace(convert_from(body, 'UTF8'), 'yearly', 'monthly'), 'UTF8') || ' ' where action = 'audit_log.export.approve'");

        await RefusedAsync(await Alice.GetAsync($"{Logs}/exports/{id}/content"), 409, "export_not_approved");
    }

    [Test]
    public async Task Content_AfterItsDay_IsGone()
    {
        var id = await ApprovedAsync(new { format = "json", reason = "yearly audit" });
        await Service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update audit_export set expires_at = now() - interval '1 second'"), CancellationToken.None);

        await RefusedAsync(await Alice.GetAsync($"{Logs}/exports/{id}/content"), 410, "export_expired");
    }

    [Test]
    public async Task Approve_AfterThreeDays_IsTooLate()
    {
        var id = await RequestAsync(new { format = "json", reason = "yearly audit" });
        await Service.Database.InTransactionAsync(
            transaction => transaction.ExecuteAsync("update approval set expires_at = now() - interval '1 second'"), CancellationToken.None);

        await RefusedAsync(await Bob.PostAsync($"{Logs}/exports/{id}/approve", null), 409, "approval_expired");
        var export = await Bob.GetFromJsonAsync<JsonElement>($"{Logs}/exports/{id}");
        Assert.That(export.GetProperty("status").GetString(), Is.EqualTo("expired"));
    }

    [Test]
    public async Task Approve_ByTwoAtOnce_IsDoneOnce()
    {
        var id = await RequestAsync(new { format = "json", reason = "yearly audit" });
        using var carol = Service.SteppedUpAdmin("carol");

        var answers = await Task.WhenAll(Bob.PostAsync($"{Logs}/exports/{id}/approve", null), carol.PostAsync($"{Logs}/exports/{id}/approve", null));

        Assert.That(answers.Select(answer => (int)answer.StatusCode).Order(), Is.EqualTo([200, 409]));
        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*) from audit_record where action = 'audit_log.export.approve' and outcome = 'success'") == 1);
    }

    [Test]
    public async Task Export_EveryStep_IsOnRecord()
    {
        var id = await ApprovedAsync(new { format = "csv", reason = "yearly audit" });
        _ = await Alice.GetStringAsync($"{Logs}/exports/{id}/content");

        await Eventually.Async(async () => await Service.ScalarAsync<string>(
            "select string_agg(action || ' ' || outcome, ', ' order by sequence) from audit_record where action like 'audit_log.export%'")
            == "audit_log.export.request success, audit_log.export.approve success, audit_log.export intent, audit_log.export success");
        Assert.That(
            await Service.ScalarAsync<int>("select count(distinct correlation_id) from audit_record where action = 'audit_log.export'"), Is.EqualTo(1));
        var approvals = await Bob.GetFromJsonAsync<JsonElement>("/api/v1/admin/approvals?state=approved");
        var approval = approvals.GetProperty("items").EnumerateArray().Single();
        Assert.That(
            (approval.GetProperty("requestedBy").GetString(), approval.GetProperty("decidedBy").GetString(), approval.GetProperty("subjectId").GetString()),
            Is.EqualTo(("alice@penguin.example", "bob@penguin.example", id)));
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

    [Test]
    public async Task Request_WithoutStepUpOrReason_IsRefused()
    {
        using var plain = Service.Client(Roles.Admin);
        await RefusedAsync(await plain.PostAsJsonAsync($"{Logs}/exports", new { format = "json", reason = "x" }), 403, "step_up_required");

        using var answer = await Alice.PostAsJsonAsync($"{Logs}/exports", new { format = "xml", filter = new { outcome = "maybe", user = "" } });
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors").EnumerateObject().Select(error => error.Name);
        Assert.That(errors, Is.EquivalentTo(["format", "reason", "outcome", "user"]));
    }

    [TestCase("content")]
    [TestCase("proofs")]
    public async Task Download_WithoutStepUp_IsRefusedAndOnRecord(string part)
    {
        var id = await ApprovedAsync(new { format = "json", reason = "test" });

        await RefusedAsync(await Admin.GetAsync($"{Logs}/exports/{id}/{part}"), 403, "step_up_required");

        await Eventually.Async(async () => await Service.ScalarAsync<int>(
            "select count(*) from audit_record where action = 'audit_log.export' and outcome = 'refused' and code = 'step_up_required'") == 1);
        Assert.That(await Service.ScalarAsync<int>("select downloads from audit_export"), Is.Zero);
    }

    private async Task<string> ApprovedAsync(object request)
    {
        var id = await RequestAsync(request);
        using var answer = await Bob.PostAsJsonAsync($"{Logs}/exports/{id}/approve", new { });
        Assert.That((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("status").GetString(), Is.EqualTo("approved"));
        return id;
    }

    private async Task<string> RequestAsync(object request)
    {
        using var answer = await Alice.PostAsJsonAsync($"{Logs}/exports", request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await answer.Content.ReadAsStringAsync());
        var accepted = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That(accepted.GetProperty("status").GetString(), Is.EqualTo(ApprovalStates.Pending));
        var id = accepted.GetProperty("exportId").GetString()!;
        Assert.That(answer.Headers.Location?.ToString(), Is.EqualTo($"{Logs}/exports/{id}"));
        return id;
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

    private static async Task RefusedAsync(HttpResponseMessage answer, int status, string code)
    {
        using (answer)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.That(((int)answer.StatusCode, problem.GetProperty("code").GetString()), Is.EqualTo((status, code)));
        }
    }
}
