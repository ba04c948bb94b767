using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Reveals;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.TenantStates;
using PenguinMails.KeyIssuance.Tests.SecretTypes;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.Reveals;

/// <summary>Reveals by step-up against a real database and a real Vault, also when one is away or another operation ends the version meanwhile.</summary>
[Category("Component")]
public sealed class StepUpRevealTests : TokenFixture
{
    private const string Action = "token.reveal";

    [Test]
    public async Task Reveal_WithReason_GivesTheFields_OnRecordBeforeAndAfter()
    {
        var secret = await IssuedAsync();
        var before = TimeProvider.System.GetUtcNow();

        using var response = await RevealAsync(secret);

        var answer = await ReadAsync(response, HttpStatusCode.OK);
        Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(answer.Select(member => member.Key), Is.EquivalentTo(["revealId", "fields", "createdAt", "lastRotated", "nextRotation", "expiresAt"]));
        var token = (string)answer["fields"]!["token"]!;
        Assert.That(MadeTokens, Does.Contain(token), "the one that the target accepts");
        Assert.That((DateTimeOffset)answer["expiresAt"]!, Is.InRange(before.AddMinutes(15), TimeProvider.System.GetUtcNow().AddMinutes(15)));
        Assert.That((DateTimeOffset)answer["lastRotated"]!, Is.GreaterThanOrEqualTo((DateTimeOffset)answer["createdAt"]!));
        await Eventually.Async(async () => (await RecordsAsync(secret.TenantId, Action)).Count == 2, what: "The outcome's record");
        var records = await RecordsAsync(secret.TenantId, Action);
        Assert.That(OutcomesOf(records), Is.EqualTo(["intent", "success"]));
        Assert.That(records.Select(record => (string?)record["correlationId"]), Is.All.EqualTo((string)answer["revealId"]!));
        Assert.That((string?)records[0]["reason"], Is.EqualTo("a customer's call"));
        Assert.That((string?)records[0]["actor"]!["user"], Is.EqualTo("admin@penguin.example"));
        Assert.That(
            await World.CountAsync("select count(*)::int from reveal where reveal_id = @revealId and mode = 'step_up' and outcome = 'delivered'", new { revealId = (Guid)answer["revealId"]! }),
            Is.EqualTo(1));
        var used = (await SentAsync("SecretUsed", secret.TenantId)).Single();
        Assert.That(((string)used["use"]!, (int)used["count"]!), Is.EqualTo(("download", 1)));
        var state = (await World.Database.ReadAsync(read => World.Services.GetRequiredService<TenantStateQuery>().ReadAsync(read, [secret.TenantId]), default)).Single();
        Assert.That(state.Secrets.Single().LastRevealed, Is.Not.Null, "shown as last revealed");
        await AssertNothingLeakedAsync();
    }

    [Test]
    public async Task Reveal_RepeatedWithTheSameKey_IsAnotherRevealAndNoRememberedAnswer()
    {
        var secret = await IssuedAsync();

        using var first = await RevealAsync(secret, idempotencyKey: "call-7");
        using var second = await RevealAsync(secret, idempotencyKey: "call-7");

        var ids = new[] { (string)(await ReadAsync(first, HttpStatusCode.OK))["revealId"]!, (string)(await ReadAsync(second, HttpStatusCode.OK))["revealId"]! };
        Assert.That(ids, Is.Unique);
        await Eventually.Async(async () => (await RecordsAsync(secret.TenantId, Action)).Count == 4, what: "Two records each");
        Assert.That((await RecordsAsync(secret.TenantId, Action)).Select(record => (string?)record["correlationId"]).Distinct(), Is.EquivalentTo(ids));
        Assert.That(await World.CountAsync("select count(*)::int from idempotency_key", new { }), Is.Zero, "nothing of it is kept");
    }

    [Test]
    public async Task Reveal_AfterARotation_IsTheNewVersion()
    {
        var secret = await IssuedAsync();
        using var before = await RevealAsync(secret);
        await RunAsync(secret, OperationKind.Rotate, TimeSpan.FromHours(1));

        using var after = await RevealAsync(secret);

        Assert.That((string)(await ReadAsync(after, HttpStatusCode.OK))["fields"]!["token"]!, Is.Not.EqualTo((string)(await ReadAsync(before, HttpStatusCode.OK))["fields"]!["token"]!));
    }

    [Test]
    public async Task Reveal_RevokedOrBeingRevoked_IsRefusedOnRecord()
    {
        var (revoked, revoking) = (await IssuedAsync(), await IssuedAsync());
        await RunAsync(revoked, OperationKind.Revoke);
        await World.ExecuteAsync(
            "update secret_version v set state = 'revoking' from secret s where s.secret_id = v.secret_id and s.tenant_id = @TenantId", revoking);

        foreach (var secret in new[] { revoked, revoking })
        {
            using var answer = await RevealAsync(secret);
            Assert.That((string)(await ReadAsync(answer, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("no_active_key"));
            Assert.That(OutcomesOf(await RecordsAsync(secret.TenantId, Action)), Is.EqualTo(["refused"]));
        }
    }

    [Test]
    public async Task Reveal_RevokedWhileVaultIsAsked_IsNotHandedOut()
    {
        var secret = await IssuedAsync();
        Vault.BeforeRead = path => path.ToString().Contains($"{secret.TenantId}", StringComparison.Ordinal)
            ? World.ExecuteAsync("update secret_version v set state = 'revoking' from secret s where s.secret_id = v.secret_id and s.tenant_id = @TenantId", secret)
            : Task.CompletedTask;

        using var answer = await RevealAsync(secret);

        Assert.That((string)(await ReadAsync(answer, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("operation_in_progress"));
        var records = await RecordsAsync(secret.TenantId, Action);
        Assert.That(OutcomesOf(records), Is.EqualTo(["intent", "failed"]));
        Assert.That((string?)records[1]["code"], Is.EqualTo("version_changed"));
    }

    [Test]
    public async Task Reveal_VaultIsAway_FailsOnRecordAndNothingIsClaimed()
    {
        var secret = await IssuedAsync();
        Vault.BeforeRead = _ => throw new VaultUnavailableException(VaultTrouble.Sealed);

        using var answer = await RevealAsync(secret);

        Assert.That((string)(await ReadAsync(answer, HttpStatusCode.ServiceUnavailable))["code"]!, Is.EqualTo("dependency_unavailable"));
        var records = await RecordsAsync(secret.TenantId, Action);
        Assert.That(OutcomesOf(records), Is.EqualTo(["intent", "failed"]));
        Assert.That((string?)records[1]["code"], Is.EqualTo("not_delivered"));
    }

    [Test]
    public async Task Reveal_ProcessDiedBeforeTheAnswer_IsRecordedAsUnconfirmed()
    {
        var secret = await IssuedAsync();
        var claims = Service.Services.GetRequiredService<RevealClaims>();
        var caller = new Caller(Guid.CreateVersion7(), "admin@penguin.example", Roles.Admin, null, Guid.CreateVersion7(), null, null);
        var version = (await claims.FindCurrentAsync(secret, default))!;
        var revealId = await claims.ClaimAsync(secret, version, RevealMode.StepUp, caller, "a reason", default);
        await World.ExecuteAsync("update reveal set claimed_at = claimed_at - interval '2 minutes' where reveal_id = @revealId", new { revealId });

        await Eventually.Async(async () => (await RecordsAsync(secret.TenantId, Action)).Count == 2, what: "The outcome that nobody knows");

        var records = await RecordsAsync(secret.TenantId, Action);
        Assert.That(OutcomesOf(records), Is.EqualTo(["intent", "failed"]));
        Assert.That((string?)records[1]["code"], Is.EqualTo("delivery_unconfirmed"));
        Assert.That((string?)records[1]["correlationId"], Is.EqualTo($"{revealId}"));
        using var again = await RevealAsync(secret);
        Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK), "whoever did not get it asks again");
    }

    [Test]
    public async Task Reveal_OfATypeThatIsNotRevealed_IsRefusedOnRecord()
    {
        var secret = await IssuedAsync() with { Type = Contracts.SecretTypes.Ssh };
        await World.ExecuteAsync("insert into secret (secret_id, tenant_id, type, name) values (gen_random_uuid(), @TenantId, @Type, @Name)", secret);

        using var answer = await RevealAsync(secret);

        Assert.That((string)(await ReadAsync(answer, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("not_revealable"));
        Assert.That(OutcomesOf(await RecordsAsync(secret.TenantId, "ssh_key.reveal")), Is.EqualTo(["refused"]));
    }

    [TestCase(null)]
    [TestCase(" ")]
    public async Task Reveal_WithoutReason_IsRefusedAndNothingIsRead(string? reason)
    {
        var secret = await IssuedAsync();
        var reads = Vault.Reads;

        using var answer = await RevealAsync(secret, reason);

        Assert.That((await ReadAsync(answer, HttpStatusCode.BadRequest))["errors"]?["reason"], Is.Not.Null);
        Assert.That(Vault.Reads, Is.EqualTo(reads));
    }

    [Test]
    public async Task Reveal_UnknownSecret_IsNotFound()
    {
        using var answer = await RevealAsync(await IssuedAsync() with { Name = "another" });

        Assert.That((string)(await ReadAsync(answer, HttpStatusCode.NotFound))["code"]!, Is.EqualTo("not_found"));
    }

    private async Task<HttpResponseMessage> RevealAsync(SecretReference secret, string? reason = "a customer's call", string? idempotencyKey = null)
    {
        using var admin = Service.ClientOf(Issuer, new TestTokens(Roles.Admin) { Email = "admin@penguin.example" });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/admin/secrets/tenant/{secret.TenantId}/{secret.Type}/{secret.Name}/reveal")
        {
            Content = JsonContent.Create(new JsonObject { ["reason"] = reason }),
        };
        if (idempotencyKey is not null)
        {
            request.Headers.Add(IdempotentStart.Header, idempotencyKey);
        }

        return await admin.SendAsync(request);
    }
}
