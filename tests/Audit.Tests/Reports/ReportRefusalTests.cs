using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Reports;

[Category("Component")]
internal sealed class ReportRefusalTests : SharedServiceTests
{
    private static readonly (string Path, string Action)[] Reports =
    [
        ("/api/v1/admin/vault/audit-logs/unresolved", "report.unresolved"),
        ("/api/v1/admin/reports/access?from=2026-01-01&to=2026-02-01", "report.access"),
        ("/api/v1/admin/reports/blast-radius?user=alice", "report.blast_radius"),
        ("/api/v1/admin/reports/compliance?from=2026-01-01&to=2026-02-01", "report.compliance"),
    ];

    [TestCase(Roles.Operator)]
    [TestCase(Roles.Developer)]
    [TestCase(Roles.TenantOwner)]
    [TestCase(Roles.TenantAdmin)]
    [TestCase(Roles.Service)]
    [TestCase(null)]
    public async Task Report_OtherRoles_AreRefusedAndThatIsRecorded(string? role)
    {
        using var client = Service.Client(role);

        foreach (var (path, action) in Reports)
        {
            using var answer = await client.GetAsync(path);
            Assert.That(answer.StatusCode, Is.EqualTo(role is null ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden), path);
            if (role is not null)
            {
                await Eventually.Async(
                    async () => (await Admin.GetFromJsonAsync<JsonElement>($"/api/v1/admin/vault/audit-logs?action={action}&outcome=refused&user={role}@penguin.example"))
                        .GetProperty("total").GetInt32() == 1,
                    what: $"the refusal of {action}");
            }
        }
    }
}
