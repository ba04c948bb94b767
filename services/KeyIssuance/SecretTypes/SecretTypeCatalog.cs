namespace PenguinMails.KeyIssuance.SecretTypes;

/// <summary>The registered secret types.</summary>
public sealed class SecretTypeCatalog(IEnumerable<SecretType> types)
{
    private readonly SortedDictionary<string, SecretType> _types = new(types.ToDictionary(type => type.Name, StringComparer.Ordinal), StringComparer.Ordinal);

    public IReadOnlyCollection<SecretType> All => _types.Values;

    public IReadOnlyCollection<string> Names => _types.Keys;

    /// <returns>Null for a type that is not registered.</returns>
    public SecretType? Find(string name) => _types.GetValueOrDefault(name);

    /// <summary>The type of a secret that has a row.</summary>
    public SecretType Get(string name) => Find(name) ?? throw new InvalidOperationException($"No secret type {name} is registered.");

    /// <summary>The first part of audited actions of a type, also of one that is asked for and does not exist.</summary>
    public string AuditPrefixOf(string name) => Find(name)?.Descriptor.AuditPrefix ?? "secret";
}
