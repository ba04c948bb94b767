using Microsoft.AspNetCore.Routing;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.AdminAccess;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Tests.AdminAccess;

[Category("Component")]
public sealed class RefusedSecretTests : SharedWorldTests
{
    private static readonly Guid Tenant = Guid.Parse("550e8400-e29b-41d4-a716-446655440000");

    [TestCase("secret.rotate", "ssh", "ssh_key.rotate")]
    [TestCase("secret.view", "ssh", "ssh_key.view")]
    [TestCase("secret.rotate", "nonsense", "secret.rotate")]
    [TestCase("secret.emergency_reset", "ssh", "secret.emergency_reset")]
    [TestCase("secret.deletion.request", "ssh", "secret.deletion.request")]
    [TestCase("operation.view", "ssh", "operation.view")]
    public void Refusal_OfACallForEveryType_IsNamedAsItsSuccess(string action, string type, string recorded)
    {
        var route = new RouteValueDictionary { ["tenantId"] = $"{Tenant}", ["type"] = type, ["name"] = "tenant" };

        var refusal = new RefusedSecret(World.Types).Complete(new AuditEntry(action, AuditOutcomes.Refused), route);

        Assert.That(refusal.Action, Is.EqualTo(recorded));
        Assert.That(refusal.TenantId, Is.EqualTo(Tenant));
        Assert.That(refusal.Secret, Is.EqualTo(type == "ssh" ? new SecretReference(Tenant, "ssh", "tenant") : null));
    }
}
