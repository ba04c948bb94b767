namespace PenguinMails.DevVault.Policies;

/// <summary>What a rule allows on a path.</summary>
[Flags]
internal enum Capabilities
{
    None = 0,

    /// <summary>Allows nothing, whatever other policies say.</summary>
    Deny = 1,
    Create = 2,
    Read = 4,
    Update = 8,
    Delete = 16,
    List = 32,

    /// <summary>Opens the paths that are protected beyond the operation itself.</summary>
    Sudo = 64,

    /// <summary>Merging into what exists.</summary>
    Patch = 128,
}

internal static class CapabilityNames
{
    private static readonly (Capabilities Flag, string Name)[] All =
    [
        (Capabilities.Create, "create"), (Capabilities.Delete, "delete"), (Capabilities.List, "list"), (Capabilities.Patch, "patch"),
        (Capabilities.Read, "read"), (Capabilities.Sudo, "sudo"), (Capabilities.Update, "update"),
    ];

    public static Capabilities? Parse(string name) => name switch
    {
        "deny" => Capabilities.Deny,
        _ => Array.Find(All, known => known.Name == name) is { Name: not null } found ? found.Flag : null,
    };

    /// <summary>What the older "policy" member of a rule stands for.</summary>
    public static Capabilities? ParseLegacy(string policy) => policy switch
    {
        "deny" => Capabilities.Deny,
        "read" => Capabilities.Read | Capabilities.List,
        "write" => Capabilities.Create | Capabilities.Read | Capabilities.Update | Capabilities.Delete | Capabilities.List,
        "sudo" => Capabilities.Create | Capabilities.Read | Capabilities.Update | Capabilities.Delete | Capabilities.List | Capabilities.Sudo,
        _ => null,
    };

    /// <summary>Sorted; "deny" alone when nothing is allowed.</summary>
    public static IReadOnlyList<string> Of(Capabilities capabilities) =>
        capabilities == Capabilities.None || capabilities.HasFlag(Capabilities.Deny)
            ? ["deny"]
            : [.. All.Where(known => capabilities.HasFlag(known.Flag)).Select(known => known.Name)];
}
