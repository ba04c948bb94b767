namespace PenguinMails.DevVault.Audit;

/// <summary>An enabled audit device.</summary>
/// <param name="Path">Ends in a slash.</param>
internal sealed record AuditEntry(
    string Path, string Type, string Description, IReadOnlyDictionary<string, string> Options, bool Local, byte[] Salt)
{
    public Dictionary<string, object?> ToJson() => new(StringComparer.Ordinal)
    {
        ["description"] = Description,
        ["local"] = Local,
        ["options"] = Options,
        ["path"] = Path,
        ["type"] = Type,
    };

    public override string ToString() => Path;
}
