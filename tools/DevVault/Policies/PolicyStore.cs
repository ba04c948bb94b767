using System.Collections.Concurrent;
using PenguinMails.DevVault.Barrier;
using PenguinMails.DevVault.Identity;
using PenguinMails.DevVault.Tokens;

namespace PenguinMails.DevVault.Policies;

/// <summary>The policies, and the access lists made from them. A change takes effect for the next request of every token.</summary>
internal sealed class PolicyStore(BarrierView view)
{
    public const string Root = "root";
    public const string Default = "default";
    private const int MostAccessLists = 10_000;
    private readonly ConcurrentDictionary<string, AccessList> _lists = new(StringComparer.Ordinal);
    private long _generation;

    /// <summary>Writes the default policy of a new Vault.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync(Default, cancellationToken) is null)
        {
            await view.WriteAsync(Default, new StoredPolicy(BuiltInPolicies.Default), cancellationToken);
        }
    }

    /// <summary>The text of a policy, or null. The root policy has no text.</summary>
    public async ValueTask<string?> FindAsync(string name, CancellationToken cancellationToken) => name switch
    {
        Root => string.Empty,
        BuiltInPolicies.WrappingName => BuiltInPolicies.Wrapping,
        _ => (await view.ReadAsync<StoredPolicy>(name, cancellationToken))?.Text,
    };

    public async ValueTask<IReadOnlyList<string>> NamesAsync(CancellationToken cancellationToken) =>
        [.. await view.ListAsync(string.Empty, cancellationToken), Root];

    /// <exception cref="PolicyException">The text is not a policy.</exception>
    public async ValueTask WriteAsync(string name, string text, CancellationToken cancellationToken)
    {
        _ = PolicyParser.Parse(text);
        await view.WriteAsync(name, new StoredPolicy(text), cancellationToken);
        Forget();
    }

    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await view.DeleteAsync(name, cancellationToken);
        Forget();
    }

    /// <summary>What a token may do, with the policies of its entity and groups.</summary>
    public async ValueTask<AccessList> AccessOfAsync(TokenEntry token, Subject? subject, CancellationToken cancellationToken)
    {
        var policies = token.Policies.Concat(subject?.Policies ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var generation = Interlocked.Read(ref _generation);
        var key = $"{generation} {subject?.Entity.Id} {subject?.Version} {string.Join(',', policies)}";
        if (_lists.TryGetValue(key, out var known))
        {
            return known;
        }

        var rules = new List<PathRule>();
        foreach (var policy in policies.Where(policy => policy != Root))
        {
            foreach (var rule in await RulesAsync(policy, cancellationToken))
            {
                if (PolicyTemplate.Fill(rule.Path, subject) is { } path)
                {
                    rules.Add(rule with { Path = path });
                }
            }
        }

        if (_lists.Count >= MostAccessLists)
        {
            _lists.Clear();
        }

        return _lists[key] = new(policies.Contains(Root), rules);
    }

    private async ValueTask<IReadOnlyList<PathRule>> RulesAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) is { } text ? PolicyParser.Parse(text) : [];

    private void Forget()
    {
        Interlocked.Increment(ref _generation);
        _lists.Clear();
    }

    private sealed record StoredPolicy(string Text);
}
