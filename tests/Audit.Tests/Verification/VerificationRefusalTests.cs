using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;

namespace PenguinMails.Audit.Tests.Verification;

/// <summary>Requests that are refused: of other roles.</summary>
[Category("Component")]
internal sealed class VerificationRefusalTests : SharedServiceTests
{
    private const string Verify = "/api/v1/admin/vault/audit-logs/verify";

    [TestCaseSource(nameof(OtherRoles))]
    public Task Verify_OtherRoles_AreRefused(string? role) => AssertRefusedAsync(role, (HttpMethod.Get, Verify), (HttpMethod.Get, "/api/v1/admin/vault/audit-logs/keys"));
}
