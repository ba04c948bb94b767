using PenguinMails.DevVault.Fields;
using PenguinMails.DevVault.Logical;

namespace PenguinMails.DevVault.Tokens;

/// <summary>What somebody who makes a token asks for. Absent durations are zero.</summary>
internal sealed record TokenWish
{
    public string Id { get; private init; } = string.Empty;

    /// <summary>Null when not given: then the maker's are inherited.</summary>
    public IReadOnlyList<string>? Policies { get; private init; }

    public IReadOnlyDictionary<string, string>? Meta { get; private init; }

    public bool NoParent { get; private init; }

    public bool NoDefaultPolicy { get; private init; }

    public TimeSpan Ttl { get; private init; }

    public bool Renewable { get; private init; }

    public TimeSpan ExplicitMaxTtl { get; private init; }

    public TimeSpan Period { get; private init; }

    public string DisplayName { get; private init; } = string.Empty;

    public long NumUses { get; private init; }

    public string Type { get; private init; } = string.Empty;

    /// <exception cref="RefusedException">A duration cannot be read or is negative.</exception>
    public static TokenWish From(FieldData fields) => new()
    {
        Id = fields.Text("id"),
        Policies = fields.Texts("policies") is { Count: > 0 } policies ? policies : null,
        Meta = fields.Pairs("meta"),
        NoParent = fields.Boolean("no_parent"),
        NoDefaultPolicy = fields.Boolean("no_default_policy"),
        Ttl = Duration(fields, fields.Text("ttl").Length > 0 ? "ttl" : "lease", "ttl"),
        Renewable = fields.Boolean("renewable", otherwise: true),
        ExplicitMaxTtl = Duration(fields, "explicit_max_ttl", "explicit_max_ttl"),
        Period = Duration(fields, "period", "period"),
        DisplayName = fields.Text("display_name"),
        NumUses = fields.Integer("num_uses"),
        Type = fields.Text("type"),
    };

    private static TimeSpan Duration(FieldData fields, string name, string shownName)
    {
        try
        {
            return Durations.Parse(fields.Text(name)) is var duration && duration >= TimeSpan.Zero
                ? duration
                : throw new FormatException($"{shownName} must be positive");
        }
        catch (FormatException problem)
        {
            throw RefusedException.Invalid(problem.Message);
        }
    }
}
