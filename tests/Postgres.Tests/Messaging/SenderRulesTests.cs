using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>What a type's senders may say differs where several services send it.</summary>
[Category("Pure")]
internal sealed class SenderRulesTests
{
    [TestCase("ssh.host_key_changed", PlatformServices.KeyIssuance)]
    [TestCase("anything.of_a_type_of_secrets", PlatformServices.KeyIssuance)]
    [TestCase("drift.checks_silent", PlatformServices.Audit)]
    [TestCase("audit.off_hours", PlatformServices.Audit)]
    [TestCase("messaging.set_aside", PlatformServices.Audit)]
    [TestCase("messaging.anything", PlatformServices.Audit)]
    [TestCase("rotation.overdue", PlatformServices.Rotation)]
    [TestCase("campaign.halted", PlatformServices.Rotation)]
    [TestCase("identity.refresh_token_reused", PlatformServices.Identity)]
    [TestCase("notification.failed", PlatformServices.Identity)]
    [TestCase("messaging.forged", PlatformServices.AdminQuery, PlatformServices.Audit, PlatformServices.Identity, PlatformServices.KeyIssuance, PlatformServices.Rotation, PlatformServices.VaultOperations)]
    [TestCase("vault.unexplained_access", PlatformServices.Audit)]
    [TestCase("vault.sealed", PlatformServices.VaultOperations)]
    [TestCase("vault.unreachable", PlatformServices.VaultOperations)]
    [TestCase("vault.failed_over", PlatformServices.VaultOperations)]
    [TestCase("vault.node_down", PlatformServices.VaultOperations)]
    [TestCase("vault.storage_degraded", PlatformServices.VaultOperations)]
    [TestCase("vault.clock_drift", PlatformServices.VaultOperations)]
    [TestCase("vault.login_refused", PlatformServices.AdminQuery, PlatformServices.Audit, PlatformServices.Identity, PlatformServices.KeyIssuance, PlatformServices.Rotation, PlatformServices.VaultOperations)]
    public void Alert_IsTakenFromItsServicesAlone(string kind, params string[] services)
    {
        var alert = (AlertRaised)TestMessages.Alert() with { Kind = kind };

        Assert.That(TakenFrom(alert), Is.EquivalentTo(services));
    }

    [TestCase(TenantEvents.Alert, PlatformServices.Audit)]
    [TestCase(TenantEvents.Revoked, PlatformServices.Rotation)]
    public void TenantsAreTold_ByTheServiceThatKnows(string tenantEvent, string service) => Assert.That(
        TakenFrom(new NotifyTenant(Guid.Empty, Guid.Empty, tenantEvent, null, null, null, null, null, default)).Intersect([PlatformServices.Audit, PlatformServices.Rotation]),
        Is.EqualTo([service]));

    [Test]
    public void Nobody_IsNoSender() => Assert.That(new SenderRules().Refusal(TestMessages.Alert(), null), Is.Not.Null);

    private static IEnumerable<string> TakenFrom(object message) => PlatformServices.All.Where(service => new SenderRules().Refusal(message, service) is null);
}
