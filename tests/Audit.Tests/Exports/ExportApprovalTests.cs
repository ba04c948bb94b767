using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Verification;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Exports;

/// <summary>Who asks for an export, who approves it, and that nobody gets one that was not approved as it is.</summary>
[Category("Component")]
internal sealed class ExportApprovalTests : ExportFixture
{
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

    // What was approved was something else.
    [TestCase("update audit_export set filter = '{}'")]
    [TestCase("update audit_export set chain = 'vault', until_sequence = 0")]
    [TestCase("update audit_export set format = 'csv'")]
    [TestCase("update audit_export set until_sequence = until_sequence + 1000")]
    public async Task Content_OfAnApprovedExportThatWasChanged_IsRefused(string tampering)
    {
        var id = await ApprovedAsync(new { format = "json", reason = "asked by the tenant", filter = new { tenantId = OtherTenant } });
        using var genuine = await Alice.GetAsync($"{Logs}/exports/{id}/content");
        Assert.That(genuine.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        await Service.AsOwnerAsync(tampering);

        await RefusedAsync(await Alice.GetAsync($"{Logs}/exports/{id}/content"), 409, "export_not_approved");
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

    private static async Task RefusedAsync(HttpResponseMessage answer, int status, string code)
    {
        using (answer)
        {
            var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.That(((int)answer.StatusCode, problem.GetProperty("code").GetString()), Is.EqualTo((status, code)));
        }
    }
}
