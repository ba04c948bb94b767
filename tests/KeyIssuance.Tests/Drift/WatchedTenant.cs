using PenguinMails.KeyIssuance.Drift;
using PenguinMails.ServiceDefaults;
using PenguinMails.Ssh;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.Drift;

/// <summary>A tenant whose server is changed by hand and looked at.</summary>
internal sealed class WatchedTenant(World world, Tenant tenant)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public Tenant Tenant => tenant;

    public string Folder => $"/home/{tenant.Account}/.ssh";

    public string File => $"{Folder}/authorized_keys";

    private SshEndpoint Endpoint => new(world.Server.Address, world.Server.Port, PublicKey.Parse(world.Server.HostKey));

    public static async Task<WatchedTenant> EnrolAsync(World world) => new(world, await (await world.EnrolAsync()).IssuedAsync());

    public Task<string> BreakAsync(string script) => world.Server.RunAsRootAsync(script);

    /// <summary>Puts a line into the account's file, as somebody with a shell would.</summary>
    public Task AppendAsync(string line, string? account = null) =>
        BreakAsync($"echo '{line}' >>/home/{account ?? tenant.Account}/.ssh/authorized_keys");

    public async Task<Guid> RequestCheckAsync()
    {
        var outcome = await world.Database.InTransactionAsync(transaction => world.Checks.RequestAsync(transaction, tenant.Id), default);
        return outcome is CheckOutcome.Requested requested ? requested.CheckId : throw new AssertionException($"No check: {outcome}");
    }

    /// <summary>Has the server looked at, and waits for the outcome.</summary>
    public async Task<string> CheckAsync()
    {
        var checkId = await RequestCheckAsync();
        var check = await Eventually.GetAsync(
            async () => (await world.Checks.FindAsync(tenant.Id, checkId, default))!, check => check.FinishedAt is not null, Patience, "The end of the check");
        return check.Outcome!;
    }

    /// <summary>Looks until nothing is under way any more.</summary>
    public Task CheckedAsync(string outcome) =>
        Eventually.Async(async () => await CheckAsync() == outcome && await tenant.IsIdleAsync(), Patience, $"A check that ends with {outcome}");

    public async Task<IReadOnlyList<DriftFinding>> FindingsAsync() => (await new DriftFindingQuery(world.Database).FindAsync(
        new DriftFilter(null, null, tenant.Id, new Page(1, 200)), default)).Items;

    public async Task<DriftFinding> OnlyFindingAsync() => (await FindingsAsync()).Single();

    /// <summary>Waits until the tenant's only finding is in a state.</summary>
    public Task<DriftFinding> FindingInAsync(string state) =>
        Eventually.GetAsync(OnlyFindingAsync, finding => finding.State == state, Patience, $"A finding that is {state}");

    /// <summary>Changes the server, and sees that it is found, repaired and told of once.</summary>
    public async Task<DriftFinding> AssertRepairedAsync(string kind, string script)
    {
        await BreakAsync(script);
        Assert.That(await CheckAsync(), Is.EqualTo("drift"));
        var finding = await FindingInAsync("resolved");
        Assert.That(finding.Kind, Is.EqualTo(kind));
        Assert.That(finding.OperationId, Is.Not.Null);
        await tenant.SucceededAsync(finding.OperationId!.Value);
        await CheckedAsync("in_order");
        Assert.That(await tenant.AlertsAsync($"drift.{kind}"), Is.EqualTo(1), "one alert");
        Assert.That(await MessagesAsync("DriftDetected", finding.FindingId), Is.EqualTo(1), "one event");
        Assert.That(await tenant.AuditedAsync(finding.FindingId), Is.EqualTo(new[] { "drift.detect success", "drift.resolve success" }));
        Assert.That(await tenant.AuditedAsync(finding.OperationId.Value), Is.EqualTo(new[]
        {
            "ssh_key.repair intent", "ssh_key.repair.repair success", "ssh_key.repair.prove success", "ssh_key.repair success",
        }));
        return finding;
    }

    public Task<int> MessagesAsync(string type, Guid findingId) => world.CountAsync(
        "select count(*)::int from outbox_message where message_type like '%.' || @type and body::jsonb ->> 'findingId' = @findingId::text", new { type, findingId });

    public Task<SshAnswer> OfferAsync(PublicKey key, string? account = null) => world.Ssh.OfferAsync(Endpoint, account ?? tenant.Account, key, default);

    public async Task<PublicKey> StrangerAsync()
    {
        using var pair = await world.KeyPairs.GenerateAsync(SshKeyType.Ed25519, "stranger", default);
        return pair.PublicKey;
    }

    public Task<DecisionOutcome> AcceptAsync(Guid findingId) => world.Database.InTransactionAsync(
        transaction => world.Decisions.AcceptAsync(transaction, findingId, "The monitoring's key", world.Trail.Platform), default);

    public Task<DecisionOutcome> RemoveAsync(Guid findingId) => world.Database.InTransactionAsync(
        transaction => world.Decisions.RemoveAsync(transaction, findingId, "Nobody knows it", world.Trail.Platform), default);
}
