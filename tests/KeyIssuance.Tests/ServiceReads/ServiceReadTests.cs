using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PenguinMails.Contracts;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.ServiceReads;
using PenguinMails.KeyIssuance.Tests.SecretTypes;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.ServiceReads;

/// <summary>What platform services read, from Vault and from memory, and who may.</summary>
[Category("Component")]
public sealed class ServiceReadTests : TokenFixture
{
    private const string Action = "token.fetch";
    private const string Scope = "secrets:read:token";

    [Test]
    public async Task Read_WithItsScope_GivesTheFieldsAndTheVersion_OnRecordBefore()
    {
        var secret = await IssuedAsync();
        using var service = NewService();

        using var response = await GetAsync(service, secret);

        var answer = await ReadAsync(response, HttpStatusCode.OK);
        Assert.That(response.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(answer.Select(member => member.Key), Is.EquivalentTo(["fields", "versionId", "lastRotated", "cacheUntil"]));
        Assert.That(MadeTokens, Does.Contain((string)answer["fields"]!["token"]!));
        Assert.That((Guid)answer["versionId"]!, Is.EqualTo(await CurrentAsync(secret)));
        Assert.That(response.Headers.ETag?.Tag, Is.EqualTo($"\"{answer["versionId"]}\""));
        Assert.That((DateTimeOffset)answer["cacheUntil"]!, Is.InRange(TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddSeconds(31)));
        var records = await RecordsAsync(secret.TenantId, Action);
        Assert.That(OutcomesOf(records), Is.EqualTo(["intent", "success"]));
        Assert.That((string?)records[0]["correlationId"], Is.Not.Null.And.EqualTo((string?)records[1]["correlationId"]));
        Assert.That((string?)records[0]["actor"]!["user"], Is.EqualTo("mail-worker"));
        Assert.That(await UsesAsync(secret), Is.EqualTo(1));
        await AssertNothingLeakedAsync();
    }

    [Test]
    public async Task Read_Again_IsAnsweredFromMemory_AndOneRecordTellsOfAllOfTheMinute()
    {
        var secret = await IssuedAsync();
        using var service = NewService();
        using var first = await GetAsync(service, secret);
        var (reads, version) = (Vault.Reads, (Guid)(await ReadAsync(first, HttpStatusCode.OK))["versionId"]!);

        for (var turn = 0; turn < 3; turn++)
        {
            using var again = await GetAsync(service, secret);
            Assert.That((Guid)(await ReadAsync(again, HttpStatusCode.OK))["versionId"]!, Is.EqualTo(version));
        }

        using var unchanged = await GetAsync(service, secret, first.Headers.ETag!.Tag);
        Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        Assert.That(unchanged.Headers.ETag, Is.EqualTo(first.Headers.ETag));
        Assert.That(await unchanged.Content.ReadAsStringAsync(), Is.Empty);
        Assert.That(Vault.Reads, Is.EqualTo(reads));
        await EndMinuteAsync(secret, reads: 4);
        var counted = (await RecordsAsync(secret.TenantId, Action)).Where(record => record["correlationId"] is null).ToList();
        // The turn of a minute may lie between them.
        Assert.That(counted, Has.Count.InRange(1, 2));
        Assert.That(counted.Sum(record => Count(record, "handedOut")), Is.EqualTo(3));
        Assert.That(counted.Sum(record => Count(record, "notModified")), Is.EqualTo(1));
        Assert.That(await UsesAsync(secret), Is.EqualTo(4), "what was handed out counts against the thresholds");
    }

    [Test]
    public async Task Read_ManyAtOnce_AskVaultOnceAndAllAreOnRecord()
    {
        var secret = await IssuedAsync();
        using var service = NewService();
        var reads = Vault.Reads;

        var answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => GetAsync(service, secret)));

        Assert.That(answers.Select(answer => answer.StatusCode), Is.All.EqualTo(HttpStatusCode.OK));
        Assert.That(Vault.Reads, Is.EqualTo(reads + 1));
        await EndMinuteAsync(secret, reads: 23);
        Assert.That(await UsesAsync(secret), Is.EqualTo(24));
    }

    [TestCase(OperationKind.Rotate)]
    [TestCase(OperationKind.Revoke)]
    public async Task Read_AfterTheVersionEnded_IsNotAnsweredFromMemory_OnAnyInstance(OperationKind kind)
    {
        var secret = await IssuedAsync();
        await using var other = await StartServiceAsync();
        using var service = NewService();
        using var there = NewService(other);
        var before = await CurrentAsync(secret);
        foreach (var client in new[] { service, there })
        {
            using var cached = await GetAsync(client, secret);
            Assert.That(cached.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        await RunAsync(secret, kind, grace: kind == OperationKind.Rotate ? TimeSpan.FromHours(1) : null);

        foreach (var client in new[] { service, there })
        {
            await Eventually.Async(
                async () =>
                {
                    using var after = await GetAsync(client, secret);
                    return kind == OperationKind.Revoke
                        ? after.StatusCode == HttpStatusCode.Conflict
                        : (Guid)(await ReadAsync(after, HttpStatusCode.OK))["versionId"]! != before;
                },
                what: "An answer that is not from memory");
        }
    }

    [Test]
    public async Task Read_VaultIsAway_GoesOnFromMemory_AndFailsOnRecordWithoutIt()
    {
        var (known, unknown) = (await IssuedAsync(), await IssuedAsync());
        using var service = NewService();
        using var first = await GetAsync(service, known);
        Vault.BeforeRead = _ => throw new VaultUnavailableException(VaultTrouble.Sealed);

        using var cached = await GetAsync(service, known);
        using var uncached = await GetAsync(service, unknown);

        Assert.That(cached.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((string)(await ReadAsync(uncached, HttpStatusCode.ServiceUnavailable))["code"]!, Is.EqualTo("dependency_unavailable"));
        Assert.That(OutcomesOf(await RecordsAsync(unknown.TenantId, Action)), Is.EqualTo(["intent", "failed"]));
    }

    [Test]
    public async Task Read_LongerThanAnAnswerIsBelieved_IsFromMemoryWhileTheDatabaseConfirmsIt()
    {
        var secret = await IssuedAsync();
        using var service = NewService();
        using var first = await GetAsync(service, secret);
        var (reads, since) = (Vault.Reads, Stopwatch.StartNew());

        await Eventually.Async(
            async () =>
            {
                using var again = await GetAsync(service, secret);
                Assert.That(again.StatusCode, Is.EqualTo(HttpStatusCode.OK));
                return since.Elapsed > 2 * new ServiceReadOptions().TrustFor;
            },
            what: "The end of what is believed once");

        Assert.That(Vault.Reads, Is.EqualTo(reads));
    }

    [Test]
    public async Task Read_InstanceStopsBeforeItStored_StoresWhatItCounted()
    {
        var secret = await IssuedAsync();
        await using var other = await StartServiceAsync();
        using var service = NewService(other);
        for (var turn = 0; turn < 5; turn++)
        {
            using var answer = await GetAsync(service, secret);
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        }

        await other.StopAsync();

        await EndMinuteAsync(secret, reads: 4);
        Assert.That(await UsesAsync(secret), Is.EqualTo(5));
    }

    [Test]
    public async Task Read_RevokedWhileVaultIsAsked_IsNotHandedOut()
    {
        var secret = await IssuedAsync();
        Vault.BeforeRead = path => path.ToString().Contains($"{secret.TenantId}", StringComparison.Ordinal)
            ? World.ExecuteAsync("update secret_version v set state = 'revoking' from secret s where s.secret_id = v.secret_id and s.tenant_id = @TenantId", secret)
            : Task.CompletedTask;
        using var service = NewService();

        using var answer = await GetAsync(service, secret);

        Assert.That((string)(await ReadAsync(answer, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("operation_in_progress"));
        Assert.That(OutcomesOf(await RecordsAsync(secret.TenantId, Action)), Is.EqualTo(["intent", "failed"]));
    }

    [TestCase(Roles.Service, "secrets:read:smtp", TestName = "Read_ScopeOfAnotherType_IsForbiddenOnRecord")]
    [TestCase(Roles.Service, "secrets:write:token", TestName = "Read_ScopeForWriting_IsForbiddenOnRecord")]
    [TestCase(Roles.Service, "api-keys:verify", TestName = "Read_AnotherScope_IsForbiddenOnRecord")]
    [TestCase(Roles.Admin, Scope, TestName = "Read_ByAnAdministrator_IsForbiddenOnRecord")]
    [TestCase(Roles.Operator, null, TestName = "Read_ByAnOperator_IsForbiddenOnRecord")]
    [TestCase(Roles.Developer, null, TestName = "Read_ByADeveloper_IsForbiddenOnRecord")]
    [TestCase(Roles.TenantOwner, Scope, TestName = "Read_ByATenantsOwner_IsForbiddenOnRecord")]
    public async Task Read_WithoutTheScope_IsForbiddenOnRecord(string role, string? scope)
    {
        var secret = await IssuedAsync();
        using var client = Service.ClientOf(Issuer, new TestTokens(role) { Scope = scope, TenantId = role == Roles.TenantOwner ? secret.TenantId : null });

        using var answer = await GetAsync(client, secret);

        Assert.That((string)(await ReadAsync(answer, HttpStatusCode.Forbidden))["code"]!, Is.EqualTo("forbidden"));
        Assert.That(OutcomesOf(await RecordsAsync(secret.TenantId, Action)), Is.EqualTo(["refused"]));
    }

    [Test]
    public async Task Read_WithoutToken_IsUnauthenticated()
    {
        using var answer = await GetAsync(Service.Client, await IssuedAsync());

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
    }

    [Test]
    public async Task Read_OfNothing_IsNotFound_AndOneRecordTellsOfTheMinute()
    {
        var secret = await IssuedAsync() with { Name = "another" };
        using var service = NewService();

        for (var turn = 0; turn < 3; turn++)
        {
            using var answer = await GetAsync(service, secret);
            Assert.That((string)(await ReadAsync(answer, HttpStatusCode.NotFound))["code"]!, Is.EqualTo("not_found"));
        }

        await EndMinuteAsync(secret, reads: 3);
        var records = await RecordsAsync(secret.TenantId, Action);
        Assert.That(records, Has.Count.InRange(1, 2));
        Assert.That(OutcomesOf(records), Is.All.EqualTo("refused"));
        Assert.That(records.Sum(record => Count(record, "refused")), Is.EqualTo(3));
        Assert.That(records.Select(record => (string?)record["code"]), Is.All.EqualTo("not_found"));
    }

    [Test]
    public async Task Read_OfATypeThatServicesDoNotGet_IsRefused()
    {
        var secret = await IssuedAsync() with { Type = Contracts.SecretTypes.Ssh };
        using var service = NewService(scope: "secrets:read:ssh secrets:read:nothing");

        using var ssh = await GetAsync(service, secret);
        using var unknown = await GetAsync(service, secret with { Type = "nothing" });

        Assert.That((string)(await ReadAsync(ssh, HttpStatusCode.Conflict))["code"]!, Is.EqualTo("not_revealable"));
        Assert.That((string)(await ReadAsync(unknown, HttpStatusCode.NotFound))["code"]!, Is.EqualTo("not_found"));
    }

    private HttpClient NewService(InProcessService? instance = null, string scope = Scope) =>
        (instance ?? Service).ClientOf(Issuer, new TestTokens(Roles.Service) { Email = "mail-worker", Scope = scope });

    private static Task<HttpResponseMessage> GetAsync(HttpClient client, SecretReference secret, string? ifNoneMatch = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/services/secrets/{secret.Type}/{secret.TenantId}/{secret.Name}");
        if (ifNoneMatch is not null)
        {
            request.Headers.Add("If-None-Match", ifNoneMatch);
        }

        return client.SendAsync(request);
    }

    private static int Count(JsonNode record, string name) => int.Parse((string?)record["details"]?[name] ?? "0", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How often the secret's material left, as Rotation hears of it.</summary>
    private async Task<int> UsesAsync(SecretReference secret) =>
        (await SentAsync("SecretUsed", secret.TenantId)).Where(used => (string)used["use"]! == "read").Sum(used => (int)used["count"]!);

    /// <summary>Waits until so many reads are stored, and moves them to a minute that is over, so that they are recorded.</summary>
    private async Task EndMinuteAsync(SecretReference secret, int reads)
    {
        await Eventually.Async(
            async () => await RecordedAsync(secret) + await World.CountAsync(
                "select coalesce(sum(handed_out + not_modified + refused), 0)::int from service_read where tenant_id = @TenantId", secret) == reads,
            what: $"{reads} stored reads");
        await World.ExecuteAsync("update service_read set minute = minute - interval '5 minutes' where tenant_id = @TenantId", secret);
        await Eventually.Async(async () => await RecordedAsync(secret) == reads, what: $"Records of {reads} reads");
    }

    private async Task<int> RecordedAsync(SecretReference secret) =>
        (await RecordsAsync(secret.TenantId, Action)).Sum(record => Count(record, "handedOut") + Count(record, "notModified") + Count(record, "refused"));
}
