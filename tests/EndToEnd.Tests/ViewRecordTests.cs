using System.Diagnostics;
using System.Net;
using PenguinMails.LocalComponents;
using PenguinMails.TestKit;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>Every view of credentials that was answered reaches the ledger, also when the instance that answered it is killed.</summary>
[DependsOnFixture(typeof(EnrolmentTests), AllowFailure = true)]
[Category("System")]
public sealed class ViewRecordTests
{
    private const string Ssh = "/api/v1/tenant/infrastructure/ssh-credentials";
    private const int Concurrency = 16;
    private const int Reads = 40; // each

    [Test]
    public async Task Views_WithAnInstanceKilledAmongThem_AreAllInTheLedger()
    {
        var owner = RunningSystem.UserOf(DevelopmentUser.BorealisOwner);
        var polls = 0; // views too, whose records may come later
        await Eventually.Async(
            async () =>
            {
                polls++;
                return (string?)(await owner.GetAsync(Ssh))["status"] == "active";
            },
            what: "an active key");
        var before = await RecordedAsync();
        var answered = 0;
        var killed = 0;
        await Task.WhenAll(Enumerable.Range(0, Concurrency).Select(async _ =>
        {
            for (var read = 0; read < Reads; read++)
            {
                using var response = await owner.SendAsync(HttpMethod.Get, Ssh);
                if (response.StatusCode == HttpStatusCode.OK && Interlocked.Increment(ref answered) > Concurrency * Reads / 3
                    && Interlocked.Exchange(ref killed, 1) == 0)
                {
                    KillOneInstance();
                }
            }
        }));

        Assert.That(killed, Is.EqualTo(1));
        Assert.That(answered, Is.GreaterThan(Concurrency * Reads / 2));
        var recorded = await Eventually.GetAsync(async () => await RecordedAsync() - before, count => count >= answered);
        var sentAgain = Concurrency; // what the instance had recorded but not answered, the gateway asks the other one
        Assert.That(recorded, Is.InRange(answered, (Concurrency * Reads) + sentAgain + polls));
        await RunningSystem.AppHost.WaitHealthyAsync(RunningSystem.Gateway, TimeSpan.FromMinutes(3));
    }

    private static async Task<int> RecordedAsync() => (int)(await RunningSystem.UserOf(DevelopmentUser.SecondAdmin).GetAsync(
        $"/api/v1/admin/vault/audit-logs?action=ssh_key.view&tenantId={DevelopmentTenant.Borealis.Id}&pageSize=1"))["total"]!;

    private static void KillOneInstance() => Process.GetProcesses().First(process => process.ProcessName == "dotnet" && Metrics.MetricsTargets.IsInstanceOf(process.Id, "key-issuance", RunningSystem.AppHost.Data)).Kill();
}
