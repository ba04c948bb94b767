using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Policies;

/// <summary>All rules of one token put together. Immutable; shared by the requests of equal tokens.</summary>
internal sealed class AccessList
{
    private readonly Dictionary<string, PathRule> _exact = new(StringComparer.Ordinal);
    private readonly WildcardRule[] _wildcards;

    /// <param name="rules">With templates filled in.</param>
    public AccessList(bool isRoot, IEnumerable<PathRule> rules)
    {
        IsRoot = isRoot;
        var wildcards = new Dictionary<string, PathRule>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            var kind = WildcardRule.IsWildcard(rule.Path) ? wildcards : _exact;
            kind[rule.Path] = kind.TryGetValue(rule.Path, out var known) ? known.MergedWith(rule) : rule;
        }

        _wildcards = [.. wildcards.Select(rule => new WildcardRule(rule.Key, rule.Value)).OrderDescending(Comparer<WildcardRule>.Create(WildcardRule.Compare))];
    }

    public bool IsRoot { get; }

    public Capabilities CapabilitiesOn(string path) => Find(path, isList: true)?.Capabilities ?? Capabilities.None;

    /// <summary>What "capabilities" answers for a path.</summary>
    public IReadOnlyList<string> NamesOn(string path) => IsRoot ? ["root"] : CapabilityNames.Of(CapabilitiesOn(path));

    public bool HasSudo(string path) => IsRoot || CapabilitiesOn(path).HasFlag(Capabilities.Sudo);

    public bool Allows(LogicalRequest request, bool needsSudo)
    {
        if (IsRoot)
        {
            return true;
        }

        var needed = Needed(request.Operation) | (needsSudo ? Capabilities.Sudo : Capabilities.None);
        return needed != Capabilities.None
            && Find(request.Path, request.Operation == Operation.List) is { } rule
            && !rule.Capabilities.HasFlag(Capabilities.Deny)
            && rule.Capabilities.HasFlag(needed)
            && AllowsWrapping(rule, request.WrapTtl)
            && (request.Operation is Operation.List or Operation.Delete || rule.Parameters.Allow(request.Data));
    }

    /// <summary>Whether anything at all under a mount is allowed.</summary>
    public bool ReachesMount(string mount) =>
        IsRoot
        || (CapabilitiesOn(mount) is var own && own != Capabilities.None && !own.HasFlag(Capabilities.Deny))
        || _exact.Any(rule => rule.Key.StartsWith(mount, StringComparison.Ordinal) && Grants(rule.Value))
        || _wildcards.Any(rule => Grants(rule.Rule) && rule.Reaches(mount));

    private static bool Grants(PathRule rule) =>
        rule.Capabilities != Capabilities.None && !rule.Capabilities.HasFlag(Capabilities.Deny);

    private static Capabilities Needed(Operation operation) => operation switch
    {
        Operation.Read => Capabilities.Read,
        Operation.List => Capabilities.List,
        Operation.Create => Capabilities.Create,
        Operation.Update => Capabilities.Update,
        Operation.Delete => Capabilities.Delete,
        Operation.Patch => Capabilities.Patch,
        _ => Capabilities.None,
    };

    private static bool AllowsWrapping(PathRule rule, TimeSpan asked) =>
        (rule.MaxWrappingTtl == TimeSpan.Zero || (asked > TimeSpan.Zero && asked <= rule.MaxWrappingTtl))
        && (rule.MinWrappingTtl == TimeSpan.Zero || asked >= rule.MinWrappingTtl);

    /// <summary>The one rule that decides: the exact one, else the most specific wildcard. A list may be allowed without the slash.</summary>
    private PathRule? Find(string path, bool isList)
    {
        if (_exact.TryGetValue(path, out var exact) || (isList && _exact.TryGetValue(path.TrimEnd('/'), out exact)))
        {
            return exact;
        }

        return Array.Find(_wildcards, rule => rule.Matches(path))?.Rule;
    }
}
