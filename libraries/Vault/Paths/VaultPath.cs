namespace PenguinMails.Vault;

/// <summary>
/// Where a secret lies below the KV v2 mount, for example <c>penguinmails/ssh/550e8400-…/tenant</c>. Built from validated
/// segments only: Vault answers 301 before authentication to <c>..</c> and <c>//</c>, and takes <c>%2F</c> for a separator.
/// </summary>
public sealed class VaultPath : IEquatable<VaultPath>
{
    private const string StagedSuffix = ".staged";
    private readonly string _path;

    private VaultPath(string path) => _path = path;

    /// <summary>The path that holds a version until it is verified and promoted: <c>…/{name}.staged</c>.</summary>
    public VaultPath Staged => IsStaged ? this : new VaultPath(_path + StagedSuffix);

    public bool IsStaged => _path.EndsWith(StagedSuffix, StringComparison.Ordinal);

    /// <summary>A tenant's SSH key; <paramref name="keyName"/> is <c>admin</c> or <c>tenant</c>.</summary>
    public static VaultPath Ssh(Guid tenantId, string keyName) => OfTenant("ssh", tenantId, keyName);

    /// <summary>A tenant's SMTP credentials on one server.</summary>
    public static VaultPath Smtp(Guid tenantId, string serverId) => OfTenant("smtp", tenantId, serverId);

    /// <summary>A tenant's API key for one service.</summary>
    public static VaultPath ApiKey(Guid tenantId, string service) => OfTenant("api-keys", tenantId, service);

    /// <summary>A tenant's DKIM key for one domain.</summary>
    public static VaultPath Dkim(Guid tenantId, string domain) => OfTenant("dkim", tenantId, domain);

    /// <summary>A tenant's OAuth token of one provider.</summary>
    public static VaultPath OAuth(Guid tenantId, string provider) => OfTenant("oauth", tenantId, provider);

    /// <summary>The marker that a version's private key was downloaded.</summary>
    public static VaultPath Download(Guid tenantId, Guid versionId) => OfTenant("downloads", tenantId, versionId.ToString("D"));

    /// <summary>The folder that holds one kind of a tenant's secrets, for listing.</summary>
    /// <param name="kind"><c>ssh</c>, <c>smtp</c>, <c>api-keys</c>, <c>dkim</c> or <c>oauth</c>.</param>
    public static VaultPath TenantFolder(string kind, Guid tenantId) => Of("penguinmails", kind, Text(tenantId));

    /// <exception cref="ArgumentException">A segment is empty, too long, or holds anything but letters, digits and <c>. _ -</c>.</exception>
    public static VaultPath Of(params ReadOnlySpan<string> segments)
    {
        if (segments.IsEmpty)
        {
            throw new ArgumentException("A Vault path needs at least one segment.", nameof(segments));
        }

        foreach (var segment in segments)
        {
            Check(segment);
        }

        return new VaultPath(string.Join('/', segments!));
    }

    /// <summary>The path one level below, from a name that a listing returned (a staged one stays staged).</summary>
    public VaultPath Child(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var staged = name.EndsWith(StagedSuffix, StringComparison.Ordinal);
        var plain = staged ? name[..^StagedSuffix.Length] : name;
        Check(plain);
        var child = new VaultPath($"{_path}/{plain}");
        return staged ? child.Staged : child;
    }

    /// <summary>The path as text. It names a tenant: fit for a log line, not for a metric label.</summary>
    public override string ToString() => _path;

    public bool Equals(VaultPath? other) => other is not null && _path == other._path;

    public override bool Equals(object? obj) => Equals(obj as VaultPath);

    public override int GetHashCode() => _path.GetHashCode(StringComparison.Ordinal);

    private static VaultPath OfTenant(string kind, Guid tenantId, string name) => Of("penguinmails", kind, Text(tenantId), name);

    private static string Text(Guid tenantId) => tenantId == Guid.Empty
        ? throw new ArgumentException("A tenant id cannot be empty.", nameof(tenantId))
        : tenantId.ToString("D");

    private static void Check(string segment)
    {
        if (!PathSegment.IsValid(segment) || segment.EndsWith(StagedSuffix, StringComparison.Ordinal))
        {
            throw new ArgumentException(
                "A segment of a Vault path is 1 to 128 letters, digits, '.', '_' or '-', does not begin with '.', and does not end in '.staged'.",
                nameof(segment));
        }
    }
}
