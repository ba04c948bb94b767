using System.Net;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit.Tests.Retention;

/// <summary>Whoever is no administrator.</summary>
[Category("Component")]
internal sealed class ArchiveRefusalTests : SharedServiceTests
{
    private const string Archives = "/api/v1/admin/vault/audit-logs/archives";

    [TestCase(Roles.Operator)]
    [TestCase(Roles.Developer)]
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.TenantAdmin)]
    [TestCase(Roles.Service)]
    [TestCase(null)]
    public async Task Archives_OtherRoles_AreRefused(string? role)
    {
        using var client = Service.Client(role);

        using var listed = await client.GetAsync(Archives);
        using var attached = await client.PostAsync($"{Archives}/2026-01/attach", null);

        var expected = role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
        Assert.That((listed.StatusCode, attached.StatusCode), Is.EqualTo((expected, expected)));
    }
}
