using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.Vault;
using PenguinMails.Vault.Connection;

namespace PenguinMails.KeyIssuance.Tests.Downloads;

/// <summary>The one download against a real Vault and a real database, also when one of them is older, slower or away.</summary>
[Category("Component")]
public sealed class DownloadTests
{
    private TestVault _vault = null!;
    private World _world = null!;
    private InProcessService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _vault = await TestVault.StartAsync();
        _world = await World.StartAsync(_vault);
        _service = await _world.StartServiceAsync();
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _service.DisposeAsync();
        await _world.DisposeAsync();
        await _vault.DisposeAsync();
    }

    [Test]
    public async Task Download_ManyAtOnce_OneGetsTheKeyAndItIsTheRightOne()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => DownloadAsync(tenant)));

        var won = answers.Single(answer => answer.Status == StatusCodes.Status200OK);
        Assert.That(answers.Where(answer => answer != won), Has.All.Property(nameof(Answer.Status)).EqualTo(StatusCodes.Status409Conflict));
        Assert.That(won.Text, Does.StartWith("-----BEGIN OPENSSH PRIVATE KEY-----"));
        Assert.That(await OutcomeAsync(tenant), Is.EqualTo("delivered"));
        Assert.That(await AuditedAsync(tenant, "intent"), Is.EqualTo(1));
        Assert.That(await AuditedAsync(tenant, "success"), Is.EqualTo(1));
        var current = await tenant.CurrentAsync();
        Assert.That(
            await _world.CountAsync(
                """
                select count(*)::int from outbox_message where message_type like '%.SecretUsed' and body::jsonb ->> 'versionId' = @VersionId::text
                  and body::jsonb ->> 'use' = 'download' and body::jsonb ->> 'count' = '1' and body::jsonb #>> '{secret,tenantId}' = @Id::text
                """,
                new { current.VersionId, tenant.Id }),
            Is.EqualTo(16),
            "every request counts, also those that got nothing");
    }

    [Test]
    public async Task Download_DatabaseRestoredFromBefore_IsRefusedAndRaisesAnAlert()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        Assert.That((await DownloadAsync(tenant)).Status, Is.EqualTo(StatusCodes.Status200OK));
        await _world.ExecuteAsync(
            """
            delete from reveal where version_id in (select version_id from secret_version join secret using (secret_id) where tenant_id = @Id)
            """,
            new { tenant.Id });

        var again = await DownloadAsync(tenant);

        Assert.That(again.Status, Is.EqualTo(StatusCodes.Status409Conflict));
        Assert.That(again.Text, Does.Contain("already_downloaded").And.Not.Contain("PRIVATE KEY"));
        Assert.That(await AlertsAsync(tenant, "download.repeated"), Is.EqualTo(1));
        Assert.That((await DownloadAsync(tenant)).Status, Is.EqualTo(StatusCodes.Status409Conflict), "nor later");
        Assert.That(await AlertsAsync(tenant, "download.repeated"), Is.EqualTo(1), "one alert");
    }

    [Test]
    public async Task Download_TokenSpentBySomebodyElse_IsRefusedAndRaisesAnAlert()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();

        var answer = await DownloadAsync(tenant, new Meanwhile(_world.Wrapping, async token => await _world.Wrapping.UnwrapAsync(token)));

        Assert.That(answer.Status, Is.EqualTo(StatusCodes.Status409Conflict));
        Assert.That(answer.Text, Does.Not.Contain("PRIVATE KEY"));
        Assert.That(await AlertsAsync(tenant, "download.intercepted"), Is.EqualTo(1));
        Assert.That(await OutcomeAsync(tenant), Is.EqualTo("unconfirmed"));
    }

    [TestCase("error validating wrapping token: Vault is in standby mode")]
    [TestCase("permission denied")]
    public async Task Download_NodeThatDoesNotUnwrap_IsNoTheft_AndTheDownloadIsStillThere(string error)
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        await using var proxy = await FaultProxy.StartAsync(_vault.Address);
        proxy.Plan(request => request.Path.Value!.Contains("wrapping/unwrap", StringComparison.Ordinal)
            ? new Fault.Answer(400, $$"""{"errors":["{{error}}"]}""")
            : null);
        await using var elsewhere = new VaultConnection(
            new VaultOptions { Address = proxy.Address, TokenFile = _vault.RootTokenFile }, TimeProvider.System, NullLoggerFactory.Instance);

        Assert.That(() => DownloadAsync(tenant, elsewhere.Wrapping), Throws.TypeOf<VaultUnavailableException>());

        Assert.That(await AlertsAsync(tenant, "download."), Is.Zero);
        Assert.That((await DownloadAsync(tenant)).Status, Is.EqualTo(StatusCodes.Status200OK), "the claim was given back");
        Assert.That((await DownloadAsync(tenant)).Status, Is.EqualTo(StatusCodes.Status409Conflict), "once");
    }

    [Test]
    public async Task Download_TokenWhoseTimeIsOver_IsNoTheft_AndTheDownloadIsStillThere()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();

        Assert.That((await DownloadAsync(tenant, new TooLate(_world.Wrapping))).Status, Is.EqualTo(StatusCodes.Status503ServiceUnavailable));

        Assert.That(await AlertsAsync(tenant, "download."), Is.Zero);
        Assert.That(await AuditedAsync(tenant, "failed"), Is.EqualTo(1), "on the record");
        Assert.That((await DownloadAsync(tenant)).Status, Is.EqualTo(StatusCodes.Status200OK));
    }

    [Test]
    public async Task Download_ThatSomebodyElseMayHaveGot_IsOver_WithoutAnAccusation()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();

        var answer = await DownloadAsync(tenant, new Doubtful(_world.Wrapping));

        Assert.That(answer.Status, Is.EqualTo(StatusCodes.Status409Conflict));
        Assert.That(answer.Text, Does.Contain("unconfirmed").And.Contain("Rotate the key"));
        Assert.That(await AlertsAsync(tenant, "download."), Is.Zero);
        Assert.That((await DownloadAsync(tenant)).Status, Is.EqualTo(StatusCodes.Status409Conflict), "never twice");
    }

    [Test]
    public async Task Download_VersionDeletedInVault_IsNoTheft_AndTheDownloadIsStillThere()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        using var deleted = await _vault.SendAsync(HttpMethod.Delete, $"secret/data/penguinmails/ssh/{tenant.Id}/tenant");

        var answer = await DownloadAsync(tenant);

        Assert.That(answer.Text, Does.Contain("operation_in_progress"));
        Assert.That(await AlertsAsync(tenant, "download."), Is.Zero);
        using var undeleted = await _vault.SendAsync(HttpMethod.Post, $"secret/undelete/penguinmails/ssh/{tenant.Id}/tenant", new { versions = new[] { 1 } });
        Assert.That((await DownloadAsync(tenant)).Status, Is.EqualTo(StatusCodes.Status200OK));
    }

    [Test]
    public async Task Download_AnswerNeverArrived_SaysWhatToDo_AndIsNotOpenedAgain()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();
        var version = (await _world.Claims.FindCurrentAsync(tenant.Key, default))!;
        var downloadId = await _world.Claims.ClaimAsync(tenant.Key, version, CallerOf(tenant), default);
        await _world.Claims.FinishAsync(downloadId!.Value, delivered: false, default);

        var answer = await DownloadAsync(tenant);

        Assert.That(answer.Status, Is.EqualTo(StatusCodes.Status409Conflict));
        Assert.That(answer.Text, Does.Contain("delivery is unconfirmed").And.Contain("Rotate the key"));
        Assert.That(await AuditedAsync(tenant, "failed"), Is.EqualTo(1));
    }

    [Test]
    [NonParallelizable]
    public async Task Download_VaultIsSealedAfterTheClaim_FailsClearly_AndTheDownloadIsStillThere()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();

        Assert.That(
            () => DownloadAsync(tenant, new Meanwhile(_world.Wrapping, _ => _vault.SealAsync())),
            Throws.TypeOf<VaultUnavailableException>(), "what the endpoint answers with 503");
        await _vault.UnsealAsync();

        Assert.That(await AuditedAsync(tenant, "failed"), Is.EqualTo(1), "on the record");
        await Eventually.Async(
            async () => (await DownloadAsync(tenant)).Status == StatusCodes.Status200OK, what: "The download, later");
        Assert.That((await DownloadAsync(tenant)).Status, Is.EqualTo(StatusCodes.Status409Conflict));
    }

    [Test]
    public async Task Download_PassphraseThatSshKeygenTakes_EncryptsTheKey()
    {
        var tenant = await (await _world.EnrolAsync()).IssuedAsync();

        var answer = await DownloadAsync(tenant, passphrase: "correct horse \"battery\" ständig");

        Assert.That(answer.Status, Is.EqualTo(StatusCodes.Status200OK));
        Assert.That(Convert.FromBase64String(string.Concat(answer.Text.Split('\n')[1..^2])).AsSpan().IndexOf("bcrypt"u8), Is.Positive, "encrypted");
    }

    [Test]
    public async Task DestroyDeliveredKeys_AfterTheDownload_PrivateHalfIsGoneAndTheKeysLifeGoesOn()
    {
        await using var world = await World.StartAsync(_vault);
        await using var service = await world.StartServiceAsync(settings: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KeyIssuance__Ssh__DestroyDeliveredKeys"] = "true",
        });
        var tenant = await (await world.EnrolAsync()).IssuedAsync();
        var old = await tenant.CurrentAsync();
        var version = (await world.Claims.FindCurrentAsync(tenant.Key, default))!;
        await world.Claims.FinishAsync((await world.Claims.ClaimAsync(tenant.Key, version, CallerOf(tenant), default))!.Value, delivered: true, default);

        await Eventually.Async(
            async () => await world.CountAsync("select count(*)::int from secret_version where version_id = @VersionId and material_destroyed_at is not null", new { old.VersionId }) == 1,
            what: "The destruction");
        var path = VaultPath.Ssh(tenant.Id, "tenant");
        using var left = await world.Secrets.ReadAsync(path);
        Assert.That(left!.Values.Names, Does.Contain("fingerprint").And.Not.Contain("private_key"));
        Assert.That((await world.Secrets.ReadMetadataAsync(path))!.Versions.Where(kept => kept.Version < left.Version), Has.All.Property("IsDestroyed").True);

        await tenant.RunAsync(Operations.OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        await tenant.RunAsync(Operations.OperationKind.Retire, old.VersionId);
        await tenant.AssertConsistentAsync("rotated without the old private half");
    }

    private static Caller CallerOf(Tenant tenant) =>
        new(Guid.CreateVersion7(), "owner@tenant.example", "tenant_owner", tenant.Id, Guid.CreateVersion7(), "127.0.0.1", "test");

    private async Task<Answer> DownloadAsync(Tenant tenant, IResponseWrapping? wrapping = null, string? passphrase = null)
    {
        await using var services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services, Response = { Body = body } };
        var result = await _world.Download(wrapping).RunAsync(tenant.Key, new DownloadRequest(passphrase), CallerOf(tenant), default);
        await result.ExecuteAsync(http);
        return new Answer(http.Response.StatusCode, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    private Task<string> OutcomeAsync(Tenant tenant) => _world.Database.ReadAsync(
        read => read.ScalarAsync<string>(
            """
            select r.outcome from secret_version v join secret s on s.secret_id = v.secret_id join reveal r on r.version_id = v.version_id
            where s.tenant_id = @Id and s.name = 'tenant' and v.state = 'current'
            """,
            new { tenant.Id }),
        default)!;

    // Nobody subscribes, so the messages wait in the outbox.
    private Task<int> AlertsAsync(Tenant tenant, string kind) => _world.CountAsync(
        "select count(*)::int from outbox_message where message_type like '%.AlertRaised' and body like '%' || @kind || '%' and body like '%' || @Id::text || '%'",
        new { kind, tenant.Id });

    private Task<int> AuditedAsync(Tenant tenant, string outcome) => _world.CountAsync(
        """
        select count(*)::int from outbox_message where message_type like '%.AuditRecorded'
          and body::jsonb ->> 'action' = 'ssh_key.download' and body::jsonb ->> 'outcome' = @outcome and body like '%' || @Id::text || '%'
        """,
        new { outcome, tenant.Id });

    private sealed record Answer(int Status, string Text);

    /// <summary>The token's time is over before it is used.</summary>
    private sealed class TooLate(IResponseWrapping vault) : IResponseWrapping
    {
        public Task<WrappedToken?> ReadWrappedAsync(VaultPath path, TimeSpan timeToLive, int? version = null, CancellationToken cancellationToken = default) =>
            vault.ReadWrappedAsync(path, TimeSpan.FromSeconds(1), version, cancellationToken);

        public async Task<UnwrapOutcome> UnwrapAsync(WrappedToken token, CancellationToken cancellationToken = default)
        {
            await Eventually.Async(() => TimeProvider.System.GetUtcNow() > token.ExpiresAt.AddSeconds(0.5));
            return await vault.UnwrapAsync(token, cancellationToken);
        }
    }

    /// <summary>The process stood still while the token was unwrapped, so Vault cannot tell who did that.</summary>
    private sealed class Doubtful(IResponseWrapping vault) : IResponseWrapping
    {
        public Task<WrappedToken?> ReadWrappedAsync(VaultPath path, TimeSpan timeToLive, int? version = null, CancellationToken cancellationToken = default) =>
            vault.ReadWrappedAsync(path, timeToLive, version, cancellationToken);

        public async Task<UnwrapOutcome> UnwrapAsync(WrappedToken token, CancellationToken cancellationToken = default)
        {
            await vault.UnwrapAsync(token, cancellationToken);
            return new UnwrapOutcome.Unclear();
        }
    }

    /// <summary>Something happens between the claim and the unwrapping.</summary>
    private sealed class Meanwhile(IResponseWrapping vault, Func<WrappedToken, Task> happens) : IResponseWrapping
    {
        public Task<WrappedToken?> ReadWrappedAsync(VaultPath path, TimeSpan timeToLive, int? version = null, CancellationToken cancellationToken = default) =>
            vault.ReadWrappedAsync(path, timeToLive, version, cancellationToken);

        public async Task<UnwrapOutcome> UnwrapAsync(WrappedToken token, CancellationToken cancellationToken = default)
        {
            await happens(token);
            return await vault.UnwrapAsync(token, cancellationToken);
        }
    }
}
