using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using PenguinMails.TestKit;
using PenguinMails.Vault;
using PenguinMails.VaultOperations.Health;

namespace PenguinMails.VaultOperations.Tests.Health;

/// <summary>What the active node is called.</summary>
[Category("Component")]
internal sealed class VaultSamplerTests
{
    private const string Advertised = """{"ha_enabled":true,"is_self":false,"leader_address":"https://vault-a.internal:8200"}""";

    private static readonly Uri Nowhere = new("http://127.0.0.1:1");

    [Test]
    public async Task ActiveNode_ThatOnlyAStandbyReaches_IsNotTakenForAnother()
    {
        await using var first = await FaultProxy.StartAsync(Nowhere);
        await using var second = await FaultProxy.StartAsync(Nowhere);
        first.Plan(request => Node(request, 200));
        second.Plan(request => Node(request, 429));
        using var sampler = Sampler(first.Address, second.Address);
        await ActiveAsync(sampler, first.Address.Authority);

        first.Plan(_ => new Fault.Cut());

        await ActiveAsync(sampler, null);
        first.Plan(request => Node(request, 200));
        await ActiveAsync(sampler, first.Address.Authority);
    }

    [Test]
    public async Task ActiveNode_BehindALoadBalancer_IsCalledAsItAdvertisesItself()
    {
        await using var balancer = await FaultProxy.StartAsync(Nowhere);
        using var sampler = Sampler(balancer.Address);

        balancer.Plan(request => Node(request, 429));
        await ActiveAsync(sampler, "vault-a.internal:8200");
        balancer.Plan(request => Node(request, 200));
        await ActiveAsync(sampler, "vault-a.internal:8200");
    }

    private static Fault Node(HttpRequest request, int status) => request.Path.StartsWithSegments("/v1/sys/leader", StringComparison.Ordinal)
        ? new Fault.Answer(200, Advertised)
        : new Fault.Answer(status, """{"initialized":true,"sealed":false,"version":"1.20.0"}""");

    private static VaultSampler Sampler(params Uri[] nodes)
    {
        var options = new VaultHealthOptions();
        foreach (var node in nodes)
        {
            options.Nodes.Add(node);
        }

        return new VaultSampler(Options.Create(options), Options.Create(new VaultOptions()), new StorageReadings(), TimeProvider.System);
    }

    private static Task ActiveAsync(VaultSampler sampler, string? name) => Eventually.GetAsync(
        () => sampler.TakeAsync(CancellationToken.None), sample => sample.Nodes.Any(node => node.IsReachable) && sample.ActiveNode == name, what: $"The active node {name ?? "none"}");
}
