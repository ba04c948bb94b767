using System.Net;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Verification;

/// <summary>Requests that are refused: of other roles.</summary>
[Category("Component")]
internal sealed class VerificationRefusalTests : SharedServiceTests
{
    private const string Verify = "/api/v1/admin/vault/audit-logs/verify";

    [TestCase(Roles.Operator)]
    [TestCase(Roles.Developer)]
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.TenantAdmin)]
    [TestCase(Roles.Service)]
    [TestCase(null)]
    public async Task Verify_OtherRoles_AreRefused(string? role)
    {
        using var client = Service.Client(role);

        foreach (var path in new[] { Verify, "/api/v1/admin/vault/audit-logs/keys" })
        {
            using var answer = await client.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden));
        }
    }
}
