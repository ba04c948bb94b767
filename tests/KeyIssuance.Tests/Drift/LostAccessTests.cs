using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Servers.Enrolment;
using PenguinMails.Ssh;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.Drift;

/// <summary>The platform cannot get into a server any more: people hear of it at once, whoever met it first, and what to do.</summary>
[Category("Component")]
public sealed class LostAccessTests : SharedWorldTests
{
    [Test]
    public async Task Look_AdminKeyGoneFromVault_IsCritical_AndEndsWhenItIsBack()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var path = PathOf(watched);
        using var kept = (await World.Secrets.ReadAsync(path))!;
        await LoseAsync(path);

        Assert.That(await watched.CheckAsync(), Is.EqualTo("no_admin_access"));
        Assert.That(await watched.CheckAsync(), Is.EqualTo("no_admin_access"));

        await AssertLostAsync(watched);
        await WriteAsync(path, kept.Values);
        Assert.That(await watched.CheckAsync(), Is.EqualTo("in_order"));
        Assert.That((await watched.OnlyFindingAsync()).State, Is.EqualTo("resolved"));
        await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
    }

    [Test]
    public async Task Look_AdminKeyDamagedInVault_IsCritical()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        using var kept = (await World.Secrets.ReadAsync(PathOf(watched)))!;
        using var damaged = new PlainTextValues { { "version_id", Guid.CreateVersion7().ToString() }, { "private_key", kept.Text("private_key") } };
        await WriteAsync(PathOf(watched), damaged);

        Assert.That(await watched.CheckAsync(), Is.EqualTo("admin_key_unreadable"));

        await AssertLostAsync(watched);
    }

    [Test]
    public async Task Look_TransitKeyOfTheTenantGone_IsCritical()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var key = $"transit/keys/tenant-{watched.Tenant.Id:D}";
        using (var allowed = await World.Vault.SendAsync(HttpMethod.Post, key + "/config", new { deletion_allowed = true }))
        {
            Assert.That(allowed.IsSuccessStatusCode, Is.True);
        }

        using (var deleted = await World.Vault.SendAsync(HttpMethod.Delete, key))
        {
            Assert.That(deleted.IsSuccessStatusCode, Is.True);
        }

        Assert.That(await watched.CheckAsync(), Is.EqualTo("admin_key_unreadable"));

        await AssertLostAsync(watched);
    }

    [Test]
    public async Task Look_AdminKeyRevokedByAPerson_IsNoLoss()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.Tenant.RunAsync(OperationKind.Revoke, name: "admin");

        Assert.That(await watched.CheckAsync(), Is.EqualTo("no_admin_access"));

        Assert.That(await watched.FindingsAsync(), Is.Empty);
    }

    [Test]
    public async Task Rotate_AdminKeyGoneFromVault_RaisesTheIncident_AndTheFindingWithoutBeingAsked()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await LoseAsync(PathOf(watched));

        var failed = await watched.Tenant.EndedAsync(await watched.Tenant.StartAsync(OperationKind.Rotate));

        Assert.That(failed.ErrorCode, Is.EqualTo("no_admin_access"));
        Assert.That(failed.ErrorDetail, Does.Contain("back into Vault"));
        Assert.That(await CriticalAlertsAsync(watched, "ssh.admin_access_lost"), Is.EqualTo(1));
        await Eventually.Async(async () => (await watched.FindingsAsync()).Count == 1, what: "the finding");
        await AssertLostAsync(watched);
    }

    [Test]
    public async Task Rotate_AdminKeyRefused_RaisesTheIncident_AndTheFindingWithoutBeingAsked()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        var admin = (await watched.Tenant.VersionsAsync("admin")).Single(version => version.Is(VersionState.Current));
        await watched.BreakAsync($"sed -i /{admin.VersionId}/d /home/penguin-admin/.ssh/authorized_keys");

        var failed = await watched.Tenant.EndedAsync(await watched.Tenant.StartAsync(OperationKind.Rotate));

        Assert.That(failed.ErrorCode, Is.EqualTo("admin_access_refused"));
        Assert.That(await CriticalAlertsAsync(watched, "ssh.admin_access_lost"), Is.EqualTo(1));
        await Eventually.Async(async () => (await watched.FindingsAsync()).Count == 1, what: "the finding");
        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.Severity), Is.EqualTo((DriftKinds.MissingKey, "critical")));
        Assert.That(finding.NextStep, Does.Contain(admin.PublicKey().ToString()));
    }

    [Test]
    public async Task Enrol_BootstrapCredentialRefused_IsNoLoss()
    {
        using var stranger = await World.KeyPairs.GenerateAsync(SshKeyType.Ed25519, "stranger", default);
        var request = new EnrolTenant(World.NewTenantId(), "Test tenant", new EnrolServer(
            World.Server.Address, World.Server.Port, World.Server.HostKey,
            new BootstrapCredential("penguin-admin", System.Text.Encoding.UTF8.GetString(stranger.PrivateKey.Utf8.Span))));
        var bootstrap = await World.Enrolment.StageBootstrapAsync(request.TenantId, request.Server, stranger.PublicKey, default);
        var started = await World.Database.InTransactionAsync(
            transaction => World.Enrolment.StartAsync(transaction, request, bootstrap, World.Trail.Platform, "manual"), default);
        var tenant = new Tenant(World, request.TenantId, ((StartOutcome.Started)started).OperationId);

        var failed = await tenant.EndedAsync(tenant.Enrolment);

        Assert.That((failed.Status, failed.ErrorCode), Is.EqualTo(("failed", "bootstrap_refused")));
        Assert.That(await tenant.AlertsAsync("ssh.admin_access_lost"), Is.Zero);
    }

    private static VaultPath PathOf(WatchedTenant watched) => VaultPath.Ssh(watched.Tenant.Id, "admin");

    private async Task AssertLostAsync(WatchedTenant watched)
    {
        var admin = (await watched.Tenant.VersionsAsync("admin")).Single(version => version.Is(VersionState.Current));
        var finding = await watched.OnlyFindingAsync();
        Assert.That((finding.Kind, finding.State, finding.Severity, finding.Fingerprint), Is.EqualTo((DriftKinds.LostAccessKey, "open", "critical", admin.Fingerprint)));
        Assert.That(finding.NextStep, Does.Contain("backup").And.Contain(PathOf(watched).ToString()).And.Contain("abandon"));
        Assert.That(await CriticalAlertsAsync(watched, "drift.lost_access_key"), Is.EqualTo(1), "one alert");
        Assert.That(await watched.MessagesAsync("DriftDetected", finding.FindingId), Is.EqualTo(1), "one event");
    }

    private Task<int> CriticalAlertsAsync(WatchedTenant watched, string kind) => World.CountAsync(
        """
        select count(*)::int from outbox_message where message_type like '%.AlertRaised' and body::jsonb ->> 'kind' = @kind
          and body::jsonb ->> 'tenantId' = @Id::text and body::jsonb ->> 'severity' = 'critical' and body::jsonb ->> 'nextStep' <> ''
        """,
        new { kind, watched.Tenant.Id });

    private async Task LoseAsync(VaultPath path)
    {
        var kept = (await World.Secrets.ReadMetadataAsync(path))!;
        await World.Secrets.DestroyAsync(path, [.. kept.Versions.Select(version => version.Version)]);
    }

    private async Task WriteAsync(VaultPath path, PlainTextValues values)
    {
        var newest = (await World.Secrets.ReadMetadataAsync(path))!.CurrentVersion;
        Assert.That(await World.Secrets.WriteAsync(path, values, newest), Is.TypeOf<WriteOutcome.Written>());
    }
}
