using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Json;
using PenguinMails.DevVault.Logical;
using PenguinMails.DevVault.Policies.Hcl;

namespace PenguinMails.DevVault.Policies;

/// <summary>From the text of a policy to its rules. What is not understood is refused: a rule that was ignored would surprise.</summary>
internal static class PolicyParser
{
    /// <exception cref="PolicyException">The text is not a policy.</exception>
    public static IReadOnlyList<PathRule> Parse(string text)
    {
        var rules = new List<PathRule>();
        foreach (var item in Items(text))
        {
            switch (item)
            {
                case { Name: "path", Labels: [var path], Value: List<HclItem> members }:
                    rules.Add(Rule(path, members));
                    break;
                case { Name: "path", Value: List<HclItem> paths, Labels: [] }:
                    rules.AddRange(paths.Select(nested => nested.Value is List<HclItem> members
                        ? Rule(nested.Name, members)
                        : throw new PolicyException($"path \"{nested.Name}\": expected an object")));
                    break;
                case { Name: "name", Value: string }:
                    break;
                default:
                    throw new PolicyException(Refusal.ListOfOne($"invalid key \"{item.Name}\" on line {item.Line}"));
            }
        }

        return rules;
    }

    private static List<HclItem> Items(string text)
    {
        try
        {
            return HclParser.Parse(text);
        }
        catch (Exception problem) when (problem is HclException or JsonParseException)
        {
            throw new PolicyException(problem.Message);
        }
    }

    private static PathRule Rule(string path, List<HclItem> members)
    {
        path = path.StartsWith('/') ? path[1..] : path;
        if (path.Contains("+*", StringComparison.Ordinal))
        {
            throw new PolicyException($"path \"{path}\": invalid use of wildcards ('+*' is forbidden)");
        }

        PolicyTemplate.Check(path);
        var rule = new PathRule { Path = path, Capabilities = Capabilities.None };
        foreach (var member in members)
        {
            rule = With(rule, member);
        }

        return rule.MinWrappingTtl > TimeSpan.Zero && rule.MaxWrappingTtl > TimeSpan.Zero && rule.MaxWrappingTtl < rule.MinWrappingTtl
            ? throw new PolicyException("max_wrapping_ttl cannot be less than min_wrapping_ttl")
            : rule;
    }

    private static PathRule With(PathRule rule, HclItem member) => member switch
    {
        { Name: "comment", Value: string } => rule,
        { Name: "capabilities", Value: List<object?> names } => rule with { Capabilities = rule.Capabilities | All(rule.Path, names) },
        { Name: "policy", Value: string policy } => rule with
        {
            Capabilities = rule.Capabilities | (CapabilityNames.ParseLegacy(policy)
                ?? throw new PolicyException($"path \"{rule.Path}\": invalid policy \"{policy}\"")),
        },
        { Name: "min_wrapping_ttl" } => rule with { MinWrappingTtl = Duration(rule, member) },
        { Name: "max_wrapping_ttl" } => rule with { MaxWrappingTtl = Duration(rule, member) },
        { Name: "allowed_parameters", Value: List<HclItem> values } => rule with { Parameters = rule.Parameters with { Allowed = Values(values) } },
        { Name: "denied_parameters", Value: List<HclItem> values } => rule with { Parameters = rule.Parameters with { Denied = Values(values) } },
        { Name: "required_parameters", Value: List<object?> names } =>
            rule with { Parameters = rule.Parameters with { Required = [.. names.Select(name => GoFormat.Value(name))] } },
        _ => throw new PolicyException(Refusal.ListOfOne($"path \"{rule.Path}\": invalid key \"{member.Name}\" on line {member.Line}")),
    };

    private static Capabilities All(string path, List<object?> names) => names.Aggregate(
        Capabilities.None,
        (all, name) => all | (CapabilityNames.Parse(GoFormat.Value(name))
            ?? throw new PolicyException($"path \"{path}\": invalid capability \"{GoFormat.Value(name)}\"")));

    private static TimeSpan Duration(PathRule rule, HclItem member)
    {
        try
        {
            return Durations.Parse(member.Value);
        }
        catch (FormatException problem)
        {
            throw new PolicyException($"path \"{rule.Path}\": error parsing {member.Name}: {problem.Message}");
        }
    }

    private static Dictionary<string, IReadOnlyList<object?>> Values(List<HclItem> members) => members.ToDictionary(
        member => member.Name.ToLowerInvariant(),
        member => (IReadOnlyList<object?>)(member.Value as List<object?> ?? [member.Value]),
        StringComparer.Ordinal);
}
