using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Verification;
using PenguinMails.Ledger;
using PenguinMails.TestKit;
using static PenguinMails.Audit.Tests.Platform.Records;

namespace PenguinMails.Audit.Tests.Erasure;

/// <summary>Whatever is erased is named by a record of the ledger.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class ErasureCoverTests : OwnServiceTests
{
    private const string Erasures = "/api/v1/admin/vault/audit-logs/erasures";

    [SetUp]
    public async Task SetUpAsync()
    {
        await Service.PublishAsync(Record(reason: "Erika asked", user: "erika@acme.example"), Record(reason: "Max asked", user: "max@acme.example"));
        await Service.RecordedAsync(2);
    }

    [Test]
    public async Task Approve_User_TheRecordNamesExactlyWhatIsErased()
    {
        await EraseAsync();

        var details = JsonDocument.Parse((await Service.ScalarAsync<string>(
            "select convert_from(body, 'UTF8')::jsonb ->> 'details' from audit_record where action = @Action", new { ErasureCover.Action }))!).RootElement;
        Assert.That(details.GetProperty("persons").GetString(), Is.EqualTo(await Service.ScalarAsync<string>("select encode(commitment, 'hex') from audit_origin where salt is null")));
        Assert.That(details.GetProperty("ids").GetString(), Is.EqualTo(await Service.ScalarAsync<string>("select person_id::text from audit_person where name_key is null")));
        Assert.That(details.GetProperty("reasons").GetString(), Is.EqualTo(await Service.ScalarAsync<string>("select chain || ':' || sequence from audit_reason where salt is null")));
        await AssertValidAsync();
    }

    [Test]
    public async Task Verify_MoreErasedThanWasApproved_IsNamed()
    {
        await EraseAsync();

        await Service.AsOwnerAsync("update audit_reason set salt = null, reason = null where reason = 'Max asked'");

        var result = await Service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);
        Assert.That(result.Problems.Select(problem => problem.Kind), Is.EqualTo([LedgerProblems.PersonalMissing]));
    }

    [Test]
    public async Task Erase_WithoutApprovalOrRecord_IsRefusedByTheDatabase()
    {
        using var requested = await Alice.PostAsJsonAsync(Erasures, new { user = "erika@acme.example", reason = "request 12" });
        var erasure = (await requested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("erasureId").GetString();

        Assert.That(() => CallAsync("array[]::uuid[]"), Throws.TypeOf<PostgresException>().With.Message.Contains("is not approved"));
        await Service.AsOwnerAsync("update approval set state = 'approved', decided_by = 'bob', decided_at = now()");
        Assert.That(() => CallAsync("array[]::uuid[]"), Throws.TypeOf<PostgresException>().With.Message.Contains("names what"));
        Assert.That(() => CallAsync("(select array_agg(record_id) from audit_record)"), Throws.TypeOf<PostgresException>().With.Message.Contains("names what"));
        Assert.That(await Service.ScalarAsync<int>("select count(*) from audit_origin where salt is null"), Is.Zero);

        Task CallAsync(string records) => Service.ScalarAsync<int>($"select people from erase_personal('{erasure}', {records})");
    }

    [Test]
    public async Task Publish_RecordOfAnErasure_ExplainsNothing()
    {
        await Service.PublishAsync(Record() with { Action = ErasureCover.Action, Outcome = "success", Details = new Dictionary<string, string> { ["reasons"] = "platform:1-2" } });

        await Eventually.Async(async () => await Service.ScalarAsync<int>("select count(*) from audit_quarantine") == 1, what: "The record in quarantine");
        Assert.That(await Service.ScalarAsync<int>("select count(*) from audit_record where action = @Action", new { ErasureCover.Action }), Is.Zero);
    }

    [Test]
    public async Task Start_ErasedByAnEarlierVersion_IsNamedOnce()
    {
        await EraseAsync();
        await Service.AsOwnerAsync(
            """
            update audit_origin set salt = null, user_name = null, ip_address = null, user_agent = null, content_key = null where user_name = 'max@acme.example';
            update audit_person set name_key = null where name_key = 'max@acme.example';
            update audit_reason set salt = null, reason = null where reason is not null;
            update audit_erasure_takeover set taken_at = null
            """);

        await using (await Service.StartAnotherAsync())
        {
            await Eventually.Async(async () => await Service.ScalarAsync<bool>("select taken_at is not null from audit_erasure_takeover"), what: "The takeover");
        }

        await using var again = await Service.StartAnotherAsync();
        Assert.That(await Service.ScalarAsync<int>("select count(*) from audit_record where action = @Action", new { ErasureCover.Action }), Is.EqualTo(2));
        await AssertValidAsync();
    }

    private async Task EraseAsync()
    {
        using var requested = await Alice.PostAsJsonAsync(Erasures, new { user = "erika@acme.example", reason = "request 12" });
        var erasure = (await requested.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("erasureId").GetString();
        using var approved = await Bob.PostAsJsonAsync($"{Erasures}/{erasure}/approve", new { });
        Assert.That(approved.StatusCode, Is.EqualTo(HttpStatusCode.OK), await approved.Content.ReadAsStringAsync());
        await Eventually.Async(
            async () => await Service.ScalarAsync<int>("select count(*) from audit_record where action = 'audit_log.erasure.approve'") == 1, what: "The approval on record");
    }

    private async Task AssertValidAsync()
    {
        var result = await Service.Get<LedgerVerification>().VerifyAsync(CancellationToken.None);
        Assert.That(result.Valid, Is.True, string.Join('\n', result.Problems));
    }
}
