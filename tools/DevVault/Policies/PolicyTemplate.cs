using System.Text;
using PenguinMails.DevVault.Identity;

namespace PenguinMails.DevVault.Policies;

/// <summary>
/// The "{{identity.entity.…}}" in the paths of policies.
/// (https://developer.hashicorp.com/vault/docs/concepts/policies#templated-policies)
/// </summary>
internal static class PolicyTemplate
{
    private const string Open = "{{";
    private const string Close = "}}";

    public static bool IsTemplate(string path) => path.Contains(Open, StringComparison.Ordinal);

    /// <exception cref="PolicyException">The braces do not match.</exception>
    public static void Check(string path)
    {
        var pieces = path.Split(Open);
        if (pieces[0].Contains(Close, StringComparison.Ordinal) || pieces.Skip(1).Any(piece => piece.Split(Close).Length != 2))
        {
            throw new PolicyException("failed to validate policy templating: unbalanced templating characters");
        }
    }

    /// <summary>The path for one subject, or null when it has no such value: then the rule does not apply.</summary>
    public static string? Fill(string path, Subject? subject)
    {
        if (!IsTemplate(path))
        {
            return path;
        }

        if (subject is null)
        {
            return null;
        }

        var pieces = path.Split(Open);
        var filled = new StringBuilder(pieces[0]);
        foreach (var piece in pieces.Skip(1))
        {
            var halves = piece.Split(Close);
            // A value that would make a pattern of the path makes nothing of it: whoever sets it could reach what is others'.
            if (Value(halves[0].Trim(), subject) is not { } value || value.AsSpan().ContainsAny('+', '*'))
            {
                return null;
            }

            filled.Append(value).Append(halves[1]);
        }

        return filled.ToString();
    }

    private static string? Value(string name, Subject subject)
    {
        const string OfEntity = "identity.entity.";
        const string OfGroups = "identity.groups.";
        return name switch
        {
            _ when name.StartsWith(OfEntity, StringComparison.Ordinal) => OfSubject(name[OfEntity.Length..], subject.Entity),
            _ when name.StartsWith(OfGroups, StringComparison.Ordinal) => OfGroup(name[OfGroups.Length..], subject.Groups),
            _ => null,
        };
    }

    private static string? OfSubject(string name, Entity entity)
    {
        switch (name)
        {
            case "id":
                return entity.Id;
            case "name":
                return entity.Name;
        }

        if (After(name, "metadata.") is { } key)
        {
            return entity.Metadata?.GetValueOrDefault(key);
        }

        if (After(name, "aliases.") is not { } aliased || aliased.Split('.', 2) is not [var accessor, var member])
        {
            return null;
        }

        var alias = entity.Aliases.FirstOrDefault(known => known.MountAccessor == accessor);
        return member switch
        {
            "id" => alias?.Id,
            "name" => alias?.Name,
            _ => After(member, "metadata.") is { } aliasKey ? alias?.Metadata?.GetValueOrDefault(aliasKey) : null,
        };
    }

    private static string? OfGroup(string name, IReadOnlyList<Group> groups)
    {
        var (byId, rest) = (After(name, "ids."), After(name, "names."));
        if ((byId ?? rest)?.Split('.', 2) is not [var which, var member])
        {
            return null;
        }

        var group = groups.FirstOrDefault(known => (byId is null ? known.Name : known.Id) == which);
        return member switch
        {
            "id" => group?.Id,
            "name" => group?.Name,
            _ => After(member, "metadata.") is { } key ? group?.Metadata?.GetValueOrDefault(key) : null,
        };
    }

    private static string? After(string text, string start) => text.StartsWith(start, StringComparison.Ordinal) ? text[start.Length..] : null;
}
