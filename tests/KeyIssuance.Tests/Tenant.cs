using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.Postgres;
using PenguinMails.Ssh;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>A tenant under test: asks for operations on its key and looks at database, Vault and server.</summary>
public sealed class Tenant(World world, Guid tenantId, Guid enrolment)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public Guid Id => tenantId;

    public Guid Enrolment => enrolment;

    public SecretReference Key { get; } = new(tenantId, Contracts.SecretTypes.Ssh, "tenant");

    public string Account => "tenant-" + tenantId.ToString("N")[..8];

    private SshEndpoint Endpoint => new(world.Server.Address, world.Server.Port, PublicKey.Parse(world.Server.HostKey));

    public Task<StartOutcome> TryStartAsync(
        OperationKind kind, Guid? versionId = null, string name = "tenant", TimeSpan? grace = null, Database? database = null) =>
        (database ?? world.Database).InTransactionAsync(
            transaction => world.Requests.StartAsync(
                transaction,
                new StartOperation(Key with { Name = name }, kind, world.Trail.Platform, Triggers.Manual, "test", "a test", grace)
                {
                    VersionId = versionId,
                }),
            default);

    public async Task<Guid> StartAsync(
        OperationKind kind, Guid? versionId = null, string name = "tenant", TimeSpan? grace = null, Database? database = null)
    {
        var outcome = await TryStartAsync(kind, versionId, name, grace, database);
        return outcome is StartOutcome.Started started ? started.OperationId : throw new AssertionException($"{kind} did not start: {outcome}");
    }

    public async Task RunAsync(OperationKind kind, Guid? versionId = null, string name = "tenant", TimeSpan? grace = null) =>
        await SucceededAsync(await StartAsync(kind, versionId, name, grace));

    public async Task SucceededAsync(Guid operationId)
    {
        var ended = await EndedAsync(operationId);
        Assert.That(ended.Status, Is.EqualTo("succeeded"), $"{ended.ErrorCode}: {ended.ErrorDetail}");
    }

    public Task<EndedOperation> EndedAsync(Guid operationId) => Eventually.GetAsync(
        async () => (await world.Database.ReadAsync(
            read => read.QuerySingleOrDefaultAsync<EndedOperation>(
                """
                select kind || '.' || step as "Step", status as "Status", error_code as "ErrorCode", error_detail as "ErrorDetail"
                from operation where operation_id = @operationId
                """,
                new { operationId }),
            default))!,
        operation => operation.Status is "succeeded" or "failed",
        Patience,
        "The end of the operation");

    /// <summary>Where an operation is now.</summary>
    public async Task<PresentStep> StepAsync(Guid operationId) => (await world.Database.ReadAsync(
        read => read.QuerySingleOrDefaultAsync<PresentStep>(
            """
            select o.step as "Name", o.attempts as "Attempts", s.attempts as "Tries"
            from operation o join operation_step s on s.operation_id = o.operation_id and s.name = o.step
            where o.operation_id = @operationId
            """,
            new { operationId }),
        default))!;

    /// <summary>The audit records of an operation or download, in order: action, outcome, code. They wait in the outbox: nobody subscribes.</summary>
    public async Task<IReadOnlyList<string>> AuditedAsync(Guid correlationId) => await world.Database.ReadAsync(
        read => read.QueryAsync<string>(
            """
            select concat_ws(' ', body::jsonb ->> 'action', body::jsonb ->> 'outcome', body::jsonb ->> 'code') from outbox_message
            where message_type like '%.AuditRecorded' and body::jsonb ->> 'correlationId' = @correlationId::text order by sequence
            """,
            new { correlationId }),
        default);

    /// <summary>How many alerts of a kind were raised for this tenant.</summary>
    public Task<int> AlertsAsync(string kind) => world.CountAsync(
        """
        select count(*)::int from outbox_message
        where message_type like '%.AlertRaised' and body::jsonb ->> 'kind' = @kind and body::jsonb ->> 'tenantId' = @tenantId::text
        """,
        new { kind, tenantId });

    /// <summary>Waits until the tenant has its first key.</summary>
    public async Task<Tenant> IssuedAsync()
    {
        await SucceededAsync(enrolment);
        await Eventually.Async(
            async () => (await VersionsAsync()).Any(version => version.Is(VersionState.Current)) && await IsIdleAsync(), Patience, "The first key");
        return this;
    }

    public Task<IReadOnlyList<SecretVersion>> VersionsAsync(string name = "tenant") => world.Database.ReadAsync(
        async read => await SecretVersions.AllAsync(
            read, await read.ScalarAsync<Guid>("select secret_id from secret where tenant_id = @tenantId and name = @name", new { tenantId, name })),
        default);

    public async Task<SecretVersion> CurrentAsync() => (await VersionsAsync()).Single(version => version.Is(VersionState.Current));

    public async Task<bool> IsIdleAsync() => await world.Database.ReadAsync(
        read => read.ScalarAsync<bool>(
            "select not exists (select from operation where tenant_id = @tenantId and status in ('pending', 'running'))", new { tenantId }),
        default);

    public Task<PlainTextSecret?> InVaultAsync() => world.Secrets.ReadAsync(VaultPath.Ssh(tenantId, "tenant"));

    public Task<SshAnswer> OfferAsync(SecretVersion version, string? account = null) =>
        world.Ssh.OfferAsync(Endpoint, account ?? Account, version.PublicKey(), default);

    /// <summary>Logs in with the key that Vault's readers get.</summary>
    public async Task<SshAnswer> LoginAsync()
    {
        using var secret = await InVaultAsync();
        using var key = await world.Seal.OpenKeyAsync(tenantId, secret!.Values, default);
        return await world.Ssh.TryLoginAsync(Endpoint, new SshIdentity(Account, key), default);
    }

    public Task<string> AuthorizedKeysAsync() => world.Server.RunAsRootAsync($"cat /home/{Account}/.ssh/authorized_keys");

    /// <summary>After a failed rotation: the only key is the old one, and it works.</summary>
    public async Task AssertConsistentAfterFailureAsync()
    {
        Assert.That(await LoginAsync(), Is.TypeOf<SshAnswer.Accepted>(), "the old key works as before");
        Assert.That((await VersionsAsync()).Select(version => version.State), Is.EqualTo(new[] { "current", "abandoned" }));
    }

    /// <summary>Vault holds the material of the current version, and destroyed that of all others.</summary>
    public async Task AssertOnlyCurrentIsHeldAsync(string context)
    {
        var current = (await VersionsAsync()).Count(version => version.Is(VersionState.Current));
        var path = VaultPath.Ssh(tenantId, "tenant");
        Assert.That((await world.HeldAsync(path), await world.HeldAsync(path.Staged)), Is.EqualTo((current, 0)), $"{context}: material in Vault");
    }

    /// <summary>After the loss of its server: Vault holds nothing, every version is abandoned, and no fingerprint can be used again.</summary>
    public async Task AssertNothingLeftAsync(int versions, string context)
    {
        foreach (var name in new[] { "tenant", "admin" })
        {
            var path = VaultPath.Ssh(tenantId, name);
            Assert.That(await world.HeldAsync(path), Is.Zero, $"{context}: {name} in Vault");
            Assert.That(await world.HeldAsync(path.Staged), Is.Zero, $"{context}: {name} staged in Vault");
        }

        var keys = await VersionsAsync();
        Assert.That(keys, Has.Count.EqualTo(versions).And.All.Property(nameof(SecretVersion.State)).EqualTo("abandoned"), context);
        Assert.That(
            await world.CountAsync("select count(*)::int from banned_fingerprint where fingerprint = any(@fingerprints)", new { fingerprints = keys.Select(key => key.Fingerprint).ToArray() }),
            Is.EqualTo(versions),
            $"{context}: never again");
    }

    /// <summary>What always holds of a tenant whose operations have ended.</summary>
    public async Task AssertConsistentAsync(string context)
    {
        var versions = await VersionsAsync();
        var current = versions.Where(version => version.Is(VersionState.Current)).ToArray();
        Assert.That(current, Has.Length.LessThanOrEqualTo(1), context);
        using (var stored = await InVaultAsync())
        {
            Assert.That(stored?.Text("version_id"), Is.EqualTo(current.SingleOrDefault()?.VersionId.ToString()), $"{context}: Vault holds the current version");
        }

        Assert.That(await world.Secrets.ReadAsync(VaultPath.Ssh(tenantId, "tenant").Staged), Is.Null, $"{context}: nothing stays staged");
        foreach (var version in versions)
        {
            var accepted = version.Is(VersionState.Current) || version.Is(VersionState.Retiring);
            Assert.That(
                await OfferAsync(version), accepted ? Is.TypeOf<SshAnswer.Accepted>() : Is.TypeOf<SshAnswer.Refused>(), $"{context}: a {version.State} key");
        }

        if (current.Length == 1)
        {
            Assert.That(await LoginAsync(), Is.EqualTo(new SshAnswer.Accepted()), $"{context}: the tenant logs in");
        }

        var lines = (await AuthorizedKeysAsync()).Split('\n').Where(line => line.Contains("penguinmails:", StringComparison.Ordinal)).ToArray();
        var expected = versions.Where(version => version.Is(VersionState.Current) || version.Is(VersionState.Retiring)).ToArray();
        Assert.That(lines, Has.Length.EqualTo(expected.Length), $"{context}: one line per accepted key");
        foreach (var version in expected)
        {
            var line = lines.Single(line => line.EndsWith($"penguinmails:{version.VersionId}", StringComparison.Ordinal));
            Assert.That(line.StartsWith("expiry-time=", StringComparison.Ordinal), Is.EqualTo(version.Is(VersionState.Retiring)), $"{context}: {line}");
        }
    }
}

/// <summary>The step that an operation is at.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attempts">How often it failed.</param>
/// <param name="Tries">How often it began.</param>
public sealed record PresentStep(string Name, int Attempts, int Tries);

/// <summary>How an operation stands.</summary>
public sealed record EndedOperation(string Step, string Status, string? ErrorCode, string? ErrorDetail);
