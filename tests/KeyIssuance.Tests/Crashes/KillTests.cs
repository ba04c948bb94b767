using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Tests.Drift;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>
/// A process is killed (SIGKILL) in the middle of one operation of each kind: Vault has acted and its answer is on the way, or a script
/// stands on the server and goes on when its client is dead. Another process ends them all when the leases have run out.
/// </summary>
[Category("Process")]
public sealed class KillTests : WorldTests
{
    /// <summary>Where a script stands on the server: the kind and the step.</summary>
    private static readonly string[] OnServer = ["rotate.install", "retire.retire", "revoke.remove", "regenerate.install", "reset.remove", "repair.repair"];

    private readonly Dictionary<string, Tenant> _tenants = new(StringComparer.Ordinal);
    private FaultProxy _proxy = null!;

    [SetUp]
    public async Task StartProxyAsync() => _proxy = await FaultProxy.StartAsync(World.Vault.Address);

    [TearDown]
    public ValueTask StopProxyAsync() => _proxy.DisposeAsync();

    [Test]
    public async Task Process_KilledInTheMiddleOfEveryKind_AnotherEndsThem()
    {
        await using (await World.StartServiceAsync())
        {
            await PrepareAsync();
        }

        await using var victim = await World.StartProcessAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["KeyIssuance__Workers"] = "24",
            ["KeyIssuance__OperationsPerServer"] = "20",
            ["Vault__Address"] = _proxy.Address.ToString(),
            ["Vault__AttemptTimeout"] = "00:01:30",
            ["Vault__TotalTimeout"] = "00:01:30",
            ["Ssh__CommandTimeout"] = "00:01:30",
        });
        await HoldAnswersAsync("issue.stage", "enroll.promote", "rotate.roll_back", "abandon.abandon");
        await using (await HeldAccounts.HoldAsync(World.Server, [.. OnServer.Select(name => _tenants[name].Account)]))
        {
            await Task.WhenAll(_tenants.Keys.Select(StartAsync));
            await Eventually.Async(AreAllHeldAsync, TimeSpan.FromSeconds(80), $"Operations of every kind in their middle\n{victim.Log}");
            await victim.KillAsync();
        }

        await using var survivor = await World.StartServiceAsync();
        foreach (var (name, tenant) in _tenants)
        {
            await AssertEndedWellAsync(name, tenant);
        }
    }

    private async Task PrepareAsync()
    {
        foreach (var name in OnServer.Append("rotate.roll_back").Append("abandon.abandon"))
        {
            _tenants[name] = await World.EnrolAsync();
        }

        await Task.WhenAll(_tenants.Values.Select(tenant => tenant.IssuedAsync()));
        await Task.WhenAll(
            _tenants["retire.retire"].RunAsync(OperationKind.Rotate, grace: TimeSpan.FromHours(1)), _tenants["regenerate.install"].RunAsync(OperationKind.Revoke));
        // sshd's StrictModes: keys in a home that others may write to are refused, so the installation works and the use does not.
        await World.Server.RunAsRootAsync($"chmod 777 /home/{_tenants["rotate.roll_back"].Account}");
        var watched = new WatchedTenant(World, _tenants["repair.repair"]);
        await watched.BreakAsync($"sed -i /penguinmails:/d {watched.File}");
    }

    /// <summary>Vault's next answer to the step is held; enrolments that are to be held begin here.</summary>
    private async Task HoldAnswersAsync(string issue, string enrolment, string rollBack, string abandonment)
    {
        var (issued, enrolled) = (World.NewTenantId(), World.NewTenantId());
        var staged = 0;
        _proxy.Plan(request =>
        {
            // The roll-back's first write stages the new key, its second ends the path.
            var isHeld = request.Method != "GET"
                && (IsOn(issued, "tenant.staged") || IsOn(enrolled, "admin") || IsOn(_tenants[abandonment].Id, "tenant")
                    || (IsOn(_tenants[rollBack].Id, "tenant.staged") && Interlocked.Increment(ref staged) == 2));
            return isHeld ? new Fault.HoldAnswer() : null;

            bool IsOn(Guid tenantId, string name) => request.Path.Value!.EndsWith($"/data/penguinmails/ssh/{tenantId}/{name}", StringComparison.Ordinal);
        });
        _tenants[issue] = await World.EnrolAsync(tenantId: issued);
        _tenants[enrolment] = await World.EnrolAsync(tenantId: enrolled);
    }

    private Task StartAsync(string name)
    {
        var tenant = _tenants[name];
        return name.Split('.')[0] switch
        {
            // They run since the tenant's enrolment began.
            "issue" or "enroll" => Task.CompletedTask,
            "repair" => new WatchedTenant(World, tenant).RequestCheckAsync(),
            "retire" => RetireAsync(tenant),
            "abandon" => tenant.StartAsync(OperationKind.Abandon, name: "admin"),
            var kind => tenant.StartAsync(OperationPlans.Parse(kind), grace: TimeSpan.FromHours(1)),
        };
    }

    private static async Task RetireAsync(Tenant tenant) => await tenant.StartAsync(OperationKind.Retire, (await tenant.VersionsAsync())[0].VersionId);

    private async Task<bool> AreAllHeldAsync()
    {
        foreach (var (name, tenant) in _tenants)
        {
            var present = await World.Database.ReadAsync(
                read => read.ScalarAsync<string?>("select kind || '.' || step from operation where tenant_id = @Id and status = 'running'", new { tenant.Id }), default);
            if (present != name)
            {
                throw new InvalidOperationException($"{name} is at {present}");
            }
        }

        return _proxy.Held.Count == _tenants.Count - OnServer.Length
            && (await HeldAccounts.WaitingAsync(World.Server)).SetEquals(OnServer.Select(name => _tenants[name].Account));
    }

    private async Task AssertEndedWellAsync(string name, Tenant tenant)
    {
        var operation = await World.Database.ReadAsync(
            read => read.ScalarAsync<Guid>(
                "select operation_id from operation where tenant_id = @Id and kind = @kind order by fence desc limit 1", new { tenant.Id, kind = name.Split('.')[0] }),
            default);
        switch (name)
        {
            case "abandon.abandon":
                await tenant.SucceededAsync(operation);
                await tenant.AssertNothingLeftAsync(versions: 1, name);
                return;
            case "rotate.roll_back":
                Assert.That((await tenant.EndedAsync(operation)).ErrorCode, Is.EqualTo("key_refused"));
                await World.Server.RunAsRootAsync($"chmod 755 /home/{tenant.Account}");
                break;
            case "repair.repair":
                await tenant.SucceededAsync(operation);
                var watched = new WatchedTenant(World, tenant);
                await watched.CheckedAsync("in_order");
                Assert.That((await watched.FindingsAsync()).Single(finding => finding.OperationId == operation).State, Is.EqualTo("resolved"));
                break;
            case "enroll.promote":
                await tenant.IssuedAsync();
                break;
            default:
                await tenant.SucceededAsync(operation);
                break;
        }

        await Eventually.Async(tenant.IsIdleAsync, what: "The end of all operations");
        await tenant.AssertConsistentAsync(name);
        await tenant.AssertOnlyCurrentIsHeldAsync(name);
    }
}
