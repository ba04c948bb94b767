using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Tests.Platform;
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

    [TestCaseSource(nameof(OtherRoles))]
    public async Task Report_OtherRoles_AreRefusedAndThatIsRecorded(string? role)
    {
        foreach (var (path, action) in Reports)
        {
            await AssertRefusedAsync(role, (HttpMethod.Get, path));
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
