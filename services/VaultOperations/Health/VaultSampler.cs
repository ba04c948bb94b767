using PenguinMails.Vault.Health;

namespace PenguinMails.VaultOperations.Health;

/// <summary>Asks every node of Vault how it is, all at once. Such requests need no token; Vault neither records them nor reads its storage for them.</summary>
internal sealed class VaultSampler : IDisposable
{
    private static readonly TimeSpan HalfSecond = TimeSpan.FromMilliseconds(500);

    private readonly IReadOnlyList<VaultNode> _nodes;
    private readonly StorageReadings _storage;
    private readonly TimeProvider _time;
    private string? _lastName;

    public VaultSampler(IOptions<VaultHealthOptions> options, IOptions<VaultOptions> vault, StorageReadings storage, TimeProvider time)
    {
        (_storage, _time) = (storage, time);
        IEnumerable<Uri> addresses = options.Value.Nodes.Count > 0 ? options.Value.Nodes : [vault.Value.Address!];
        _nodes = [.. addresses.Select(address => new VaultNode(address, time))];
    }

    public async Task<VaultSample> TakeAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_nodes.Select(node => AskAsync(node, cancellationToken)));
        var nodes = answers.Select(answer => answer.Node).ToList();
        var active = ActiveNode(answers);
        return new VaultSample(_time.GetUtcNow(), nodes, active, _storage.Status(isServing: active is not null));
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
        {
            node.Dispose();
        }
    }

    private async Task<Answer> AskAsync(VaultNode node, CancellationToken cancellationToken)
    {
        var status = await node.CheckAsync(cancellationToken);
        // Its clock is told in whole seconds, cut off, and was read about half way.
        var offset = status.ServerTime + HalfSecond - (_time.GetUtcNow() - (status.Latency / 2));
        var leader = status.State is VaultState.Active or VaultState.Standby ? await node.LeaderAsync(cancellationToken) : null;
        return new Answer(new NodeSample(node.Address.Authority, node.Address, status.State, status.Version, status.Latency, offset), leader);
    }

    /// <summary>A node that serves is known by its own answer. One that is not asked, such as one behind a load balancer, is known by what others call it.</summary>
    private string? ActiveNode(IReadOnlyList<Answer> answers)
    {
        var active = answers.FirstOrDefault(answer => answer.Node.State == VaultState.Active);
        if (active is not null && answers.Count > 1)
        {
            return active.Node.Name;
        }

        if (active is not null)
        {
            // When only the second question failed, the node is called as before.
            return _lastName = active.Leader is { } leader ? NameOf(leader.Address) ?? active.Node.Name : _lastName ?? active.Node.Name;
        }

        // A standby names a dead leader until another has taken over.
        var named = answers.Select(answer => NameOf(answer.Leader?.Address)).FirstOrDefault(name => name is not null);
        return answers.Any(answer => string.Equals(answer.Node.Name, named, StringComparison.OrdinalIgnoreCase)) ? null : named;
    }

    private static string? NameOf(string? leader) => Uri.TryCreate(leader, UriKind.Absolute, out var address) && address.Authority.Length > 0 ? address.Authority : leader;

    private sealed record Answer(NodeSample Node, VaultLeader? Leader);
}
