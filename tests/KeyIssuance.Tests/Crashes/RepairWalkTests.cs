using Microsoft.Extensions.DependencyInjection;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Tests.Drift;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>The worker dies while it repairs an account: a key is missing, an ended one is back, and the file's mode is wrong.</summary>
public sealed class RepairWalkTests : CrashWalk
{
    private protected override IReadOnlyList<string> Effects { get; } = ["begin", "repair edit tenant", "repair commit", "prove commit"];

    private protected override async Task<Tenant?> PrepareAsync()
    {
        var watched = await WatchedTenant.EnrolAsync(World);
        await watched.Tenant.RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1));
        var retired = (await watched.Tenant.VersionsAsync())[0];
        await watched.Tenant.RunAsync(OperationKind.Retire, retired.VersionId);
        await watched.BreakAsync($"echo '{retired.PublicKey()}' >{watched.File}; chmod 666 {watched.File}");
        return watched.Tenant;
    }

    private protected override async Task<Tenant> StartAsync(MortalInstance mortal, Tenant? tenant, Database database)
    {
        var serverId = await World.Database.ReadAsync(
            read => read.ScalarAsync<Guid>("select server_id from server where tenant_id = @Id", new { tenant!.Id }), default);
        await ActivatorUtilities.CreateInstance<ServerCheck>(mortal.Services, database).RunAsync(serverId, default);
        return tenant!;
    }

    private protected override async Task AssertEndedWellAsync(Tenant tenant, Guid operation, string death)
    {
        var watched = new WatchedTenant(World, tenant);
        await watched.CheckedAsync("in_order");
        var findings = await watched.FindingsAsync();
        Assert.That(findings.Select(finding => finding.Kind), Is.EquivalentTo(new[] { "missing_key", "ended_key", "changed_mode" }), death);
        Assert.That(findings, Has.All.Property("State").EqualTo("resolved").And.All.Property("OperationId").EqualTo(operation), $"{death}: one repair of all three");
        await base.AssertEndedWellAsync(tenant, operation, death);
    }
}
