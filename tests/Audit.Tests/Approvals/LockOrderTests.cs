using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using NUnit.Framework;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Approvals;

/// <summary>An erasure locks the ledger and then changes requests; a decision on a request locks in the same order.</summary>
[Category("Component")]
internal sealed class LockOrderTests : OwnServiceTests
{
    private const string Exports = "/api/v1/admin/vault/audit-logs/exports";

    [Test]
    public async Task Decision_WhileTheLedgerIsLockedByAnErasure_WaitsForItAndIsDone()
    {
        using var asked = await Alice.PostAsJsonAsync(Exports, new { format = "json", reason = "yearly audit" });
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("exportId").GetGuid();
        Task<HttpResponseMessage> deciding = null!;

        await Service.Database.InTransactionAsync(
            async transaction =>
            {
                await transaction.LockChainAsync(LedgerChains.Platform);
                deciding = Bob.PostAsync($"{Exports}/{id}/approve", null);
                await Eventually.Async(
                    async () => await transaction.ScalarAsync<bool>("select exists (select from pg_locks where not granted and pg_backend_pid() = any(pg_blocking_pids(pid)))"),
                    what: "The decision that waits");
                await transaction.ExecuteAsync("update approval set reason = reason");
            },
            CancellationToken.None);

        using var decided = await deciding;
        Assert.That(decided.StatusCode, Is.EqualTo(HttpStatusCode.OK), await decided.Content.ReadAsStringAsync());
    }
}
