using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes.Ssh.TenantAccess;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes;

/// <summary>A tenant's history says what happened to which key, and who asked; of administrators no more than that.</summary>
[Category("Component")]
public sealed class TenantHistoryTests : SharedWorldTests
{
    [Test]
    public async Task History_RotationAndRevocation_NameKindActorAndKey()
    {
        var tenant = await (await World.EnrolAsync()).IssuedAsync();
        var issued = await tenant.CurrentAsync();
        Assert.That((await ViewAsync(tenant)).Attention.Select(attention => attention.Code), Is.EqualTo(["download_waits"]));

        await RunAsync(tenant, OperationKind.Rotate, new AuditActor(Guid.CreateVersion7(), "owner@acme.example", Roles.TenantOwner, null, null, null));
        var rotated = await tenant.CurrentAsync();
        var between = await ViewAsync(tenant);
        Assert.That(
            between.Attention.Select(attention => (attention.Code, attention.Severity, attention.At)),
            Is.EqualTo(new[] { ("download_waits", "warning", (DateTimeOffset?)between.GracePeriod!.EndsAt) }));

        await RunAsync(tenant, OperationKind.Revoke, new AuditActor(Guid.CreateVersion7(), "root@penguinmails.example", Roles.Admin, null, null, null));
        var seen = await ViewAsync(tenant);

        Assert.That(
            seen.RotationHistory.Select(entry => (entry.Kind, entry.Status, entry.Actor, entry.Fingerprint)),
            Is.EqualTo(new[]
            {
                ("revoke", "success", "administrator", rotated.Fingerprint),
                ("rotate", "success", "owner@acme.example", rotated.Fingerprint),
                ("issue", "success", "platform", issued.Fingerprint),
            }));
        Assert.That(seen.Attention.Select(attention => attention.Code), Is.EqualTo(["key_revoked"]));
    }

    private async Task<SshCredentials> ViewAsync(Tenant tenant) => (await World.Credentials.FindAsync(tenant.Id, default))!;

    private async Task RunAsync(Tenant tenant, OperationKind kind, AuditActor actor)
    {
        var outcome = await World.Database.InTransactionAsync(
            transaction => World.Requests.StartAsync(
                transaction, new StartOperation(tenant.Key, kind, actor, Triggers.Manual, "test", "a test", TimeSpan.FromHours(1))),
            default);
        await tenant.SucceededAsync(((StartOutcome.Started)outcome).OperationId);
    }
}
