using PenguinMails.Audit.VaultTrail.Entries;

namespace PenguinMails.Audit.VaultTrail.Access;

/// <summary>A read of a tenant's secret material in Vault.</summary>
/// <param name="RecordId">The record in chain vault.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="Path">What was read.</param>
/// <param name="Secret">Whose; null when the path has another form than secrets of tenants have.</param>
/// <param name="IsExpected">Whether the reader is the service that may read material, whose records can explain the read. The holder of a wrapping token is unknown.</param>
/// <param name="IsUnwrap">By unwrapping what had been read before.</param>
/// <param name="Reader">Who, for people.</param>
/// <param name="RemoteAddress">From where.</param>
/// <param name="Incident">Reads with the same text belong to one incident.</param>
internal sealed record MaterialAccess(
    Guid RecordId,
    DateTimeOffset OccurredAt,
    string Path,
    SecretReference? Secret,
    bool IsExpected,
    bool IsUnwrap,
    string Reader,
    string? RemoteAddress,
    string Incident)
{
    private const string TenantPolicy = "tenant";
    private const string DefaultPolicy = "default";

    /// <summary>The read that an entry describes; null when it is not a read of material or needs no explanation.</summary>
    /// <param name="unwrapped">What had been wrapped into the token that the entry spent, or null.</param>
    /// <param name="reader">The AppRole that reads material.</param>
    public static MaterialAccess? Of(VaultEntry entry, string? unwrapped, string reader)
    {
        if (!entry.IsDone)
        {
            return null;
        }

        if (unwrapped is not null && SecretPath.IsMaterial(unwrapped))
        {
            return new MaterialAccess(entry, unwrapped, isExpected: true, isUnwrap: true);
        }

        var isByReader = entry.Identity.Role == reader && entry.Identity.Policies.Contains(reader);
        var showsSomething = entry.HasValues || entry.Wrap is not null;
        var needsNone = IsOwn(entry.Identity) || (isByReader && entry.Wrap is not null); // a wrapped answer is judged when it is unwrapped
        return entry.Operation == "read" && SecretPath.IsMaterial(entry.Path) && showsSomething && !needsNone
            ? new MaterialAccess(entry, entry.Path, isByReader, isUnwrap: false)
            : null;
    }

    private MaterialAccess(VaultEntry entry, string path, bool isExpected, bool isUnwrap)
        : this(
            VaultRecords.IdOf(entry), entry.Time, path, SecretPath.Find(path), isExpected, isUnwrap, entry.Identity.Name, entry.RemoteAddress, $"{entry.Identity.Login}|{path}")
    {
    }

    // The templated policy lets a tenant read only its own mail credentials; a token with no other policy therefore read its own.
    private static bool IsOwn(VaultIdentity identity) =>
        identity.Policies.Contains(TenantPolicy) && identity.Policies.All(policy => policy is TenantPolicy or DefaultPolicy);
}
