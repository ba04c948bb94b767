using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Erasure;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class ErasureTests : OwnServiceTests
{
    private const string Erasures = "/api/v1/admin/vault/audit-logs/erasures";
    private static readonly Guid OtherTenant = Guid.Parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    [SetUp]
    public async Task SetUpAsync()
    {
        await Service.PublishAsync(
            Record(reason: "Erika asked", user: "erika@acme.example"),
            Record(reason: "also Erika", user: "Erika@Acme.example"),
            Record(reason: "Max asked", user: "max@acme.example"),
            Record(reason: "Nora asked", user: "nora@borealis.example", tenantId: OtherTenant));
        await Service.RecordedAsync(4);
    }

    [Test]
    public async Task Approve_Tenant_ItsPeopleAreForgottenAndTheLedgerStaysValid()
    {
        var done = await EraseAsync(new { tenantId = Tenant, reason = "contract ended" });

        Assert.That(
            (done.GetProperty("status").GetString(), done.GetProperty("people").GetInt32(), done.GetProperty("reasons").GetInt32(), done.GetProperty("leftOver").GetInt32()),
            Is.EqualTo(("approved", 2, 3, 0)));
        var dump = await DumpAsync();
        Assert.That(dump, Does.Not.Contain("erika").IgnoreCase.And.Not.Contain("max asked").IgnoreCase.And.Not.Contain("max@acme"));
        Assert.That(dump, Does.Contain("nora@borealis.example").And.Contain("Nora asked"));
        var result = await Alice.GetFromJsonAsync<JsonElement>("/api/v1/admin/vault/audit-logs/verify");
        Assert.That(result.GetProperty("valid").GetBoolean(), Is.True, $"{result}");
        var page = await Alice.GetFromJsonAsync<JsonElement>("/api/v1/admin/vault/audit-logs?action=ssh_key.download");
        Assert.That(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("user").GetString()).Distinct(), Is.EquivalentTo(["(erased)", "nora@borealis.example"]));
    }

    [Test]
    public async Task Approve_User_OnlyTheyAreForgottenInAnyCaseAndMayComeAgain()
    {
        await EraseAsync(new { user = "ERIKA@acme.example", reason = "request 12" });

        var dump = await DumpAsync();
        Assert.That(dump, Does.Not.Contain("erika").IgnoreCase.And.Contain("max@acme.example").And.Contain("Max asked"));
        await Service.PublishAsync(Record(user: "erika@acme.example"));
        await Eventually.Async(async () => (await Alice.GetFromJsonAsync<JsonElement>("/api/v1/admin/vault/audit-logs?user=erika@acme.example"))
            .GetProperty("total").GetInt32() == 1, what: "the new record, and none of the old");
    }

    [Test]
    public async Task Approve_UserWhoseRecordsComeAgain_TheyStayForgottenAndNothingIsQuarantined()
    {
        var campaign = OfCampaign(Guid.CreateVersion7(), "erika@acme.example", reason: "Erika wishes it");
        var own = Record(user: "erika@acme.example", reason: "Erika asked again");
        await Service.PublishAsync(campaign, own);
        await Service.RecordedAsync(6);
        await EraseAsync(new { user = "erika@acme.example", reason = "request 12" });
        await Service.PublishAsync(campaign, own);
        await Service.PublishAsync(Record(user: "max@acme.example", action: "ssh_key.rotate"));

        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*)::int from audit_record where action = 'ssh_key.rotate' and user_id is not null") == 1, what: "what came last");
        Assert.That(
            await Service.ScalarAsync<int>("select count(*)::int from audit_record where record_id = any(@ids)", new { ids = new[] { campaign.RecordId, own.RecordId } }),
            Is.EqualTo(2));
        Assert.That(await Service.ScalarAsync<int>("select count(*)::int from audit_quarantine"), Is.Zero);
        Assert.That(await DumpAsync(), Does.Not.Contain("erika").IgnoreCase);
    }

    [Test]
    public async Task Approve_UserForWhomAServiceActed_TheirNameAndReasonAreForgottenThereToo()
    {
        var campaign = Guid.CreateVersion7();
        await Service.PublishAsync(OfCampaign(campaign, "Erika@Acme.example", reason: "Erika wishes it"));
        await Service.RecordedAsync(5);

        await EraseAsync(new { user = "erika@acme.example", reason = "request 12" });

        Assert.That(await DumpAsync(), Does.Not.Contain("erika").IgnoreCase);
        var page = await Alice.GetFromJsonAsync<JsonElement>($"/api/v1/admin/vault/audit-logs?campaign={campaign}");
        var entry = page.GetProperty("items").EnumerateArray().Single();
        Assert.That(
            (entry.GetProperty("user").GetString(), entry.GetProperty("onBehalfOf").GetString(), entry.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String),
            Is.EqualTo(("key-issuance", "(erased)", false)));
        var result = await Alice.GetFromJsonAsync<JsonElement>("/api/v1/admin/vault/audit-logs/verify");
        Assert.That(result.GetProperty("valid").GetBoolean(), Is.True, $"{result}");
        await Service.PublishAsync(OfCampaign(campaign, "erika@acme.example"));
        await Eventually.Async(async () => (await Alice.GetFromJsonAsync<JsonElement>("/api/v1/admin/vault/audit-logs?onBehalfOf=erika@acme.example"))
            .GetProperty("total").GetInt32() == 1, what: "the new record, and none of the old");
    }

    [Test]
    public async Task Approve_User_AlertsAndApprovalsNameThemNoMore()
    {
        await Service.PublishAsync(
            Alert("one") with { Summary = "Erika@acme.example used a secret at night.", NextStep = "Ask erika@acme.example." },
            Alert("another") with { Summary = "Not-erika@acme.example and erika@acme.example.org used a secret." });
        await Eventually.Async(async () => await Service.ScalarAsync<int>("select count(*) from alert") == 2);
        using var erikasClient = Service.SteppedUpAdmin("erika");
        using var asked = await erikasClient.PostAsJsonAsync(
            "/api/v1/admin/vault/audit-logs/exports", new { format = "json", reason = "erika@penguin.example needs it" });
        Assert.That(asked.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        await Service.RecordedAsync(5);

        await EraseAsync(new { user = "erika@acme.example", reason = "request 12" });
        await EraseAsync(new { user = "erika@penguin.example", reason = "request 13" });

        Assert.That(
            await Service.ScalarAsync<string>("select string_agg(summary || ' ' || next_step, ' ' order by deduplication_key desc) from alert"),
            Does.StartWith("(erased) used a secret at night. Ask (erased). Not-erika@acme.example and erika@acme.example.org used a secret."));
        Assert.That(
            await Service.ScalarAsync<string>("select requested_by || ' ' || reason from approval where kind = 'audit_log.export'"),
            Is.EqualTo("(erased) (erased) needs it"));
    }

    [Test]
    public async Task Request_WithoutTheSecondAdministrator_ForgetsNothing()
    {
        var id = await RequestAsync(new { user = "erika@acme.example", reason = "request 12" });

        using var own = await Alice.PostAsJsonAsync($"{Erasures}/{id}/approve", new { });
        Assert.That(own.StatusCode, Is.EqualTo(HttpStatusCode.Forbidden));
        using var rejected = await Bob.PostAsJsonAsync($"{Erasures}/{id}/reject", new { reason = "must be kept" });
        var erasure = await rejected.Content.ReadFromJsonAsync<JsonElement>();
        Assert.That((erasure.GetProperty("status").GetString(), erasure.TryGetProperty("user", out _)), Is.EqualTo(("rejected", false)));
        Assert.That(await DumpAsync(), Does.Contain("erika@acme.example"));
    }

    private async Task<JsonElement> EraseAsync(object request)
    {
        var id = await RequestAsync(request);
        using var answer = await Bob.PostAsJsonAsync($"{Erasures}/{id}/approve", new { });
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK), await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string> RequestAsync(object request)
    {
        using var answer = await Alice.PostAsJsonAsync(Erasures, request);
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Accepted), await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("erasureId").GetString()!;
    }

    // What a dump of the ledger's tables would show.
    private async Task<string> DumpAsync() => (await Service.ScalarAsync<string>(
        """
        select concat_ws(E'\n',
            (select string_agg(convert_from(body, 'UTF8'), E'\n') from audit_record), (select string_agg(r::text, E'\n') from audit_record r),
            (select string_agg(p::text, E'\n') from audit_person p), (select string_agg(o::text, E'\n') from audit_origin o),
            (select string_agg(s::text, E'\n') from audit_reason s), (select string_agg(e::text, E'\n') from audit_erasure e))
        """))!;
}
