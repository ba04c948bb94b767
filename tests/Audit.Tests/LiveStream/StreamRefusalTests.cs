using System.Net;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.LiveStream;

/// <summary>Whoever is no administrator.</summary>
[Category("Component")]
internal sealed class StreamRefusalTests : SharedServiceTests
{
    [TestCase(Roles.Operator)]
    [TestCase(Roles.Developer)]
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.TenantAdmin)]
    [TestCase(Roles.Service)]
    [TestCase(null)]
    public async Task Follow_OtherRoles_AreRefused(string? role)
    {
        using var client = Service.Client(role);

        using var answer = await client.GetAsync("/api/v1/admin/vault/audit-logs/stream", HttpCompletionOption.ResponseHeadersRead);

        Assert.That(answer.StatusCode, Is.EqualTo(role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden));
    }
}
