namespace PenguinMails.Audit.VaultTrail.Entries;

/// <summary>Makes records of the ledger's chain <c>vault</c>. The same entry gives the same id, whichever way and however often it comes.</summary>
internal static class VaultRecords
{
    private const string Service = "vault";
    private const string Role = "service";

    /// <summary>
    /// By type and request id alone: Vault makes an id for each request, but each device writes its own time, so an entry's time would
    /// make two of one.
    /// </summary>
    public static Guid IdOf(VaultEntry entry) => DerivedId.Of($"vault\nresponse\n{entry.RequestId}");

    public static PendingRecord Of(VaultEntry entry)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["requestId"] = entry.RequestId, ["path"] = entry.Path };
        Add(details, "mountType", entry.MountType);
        Add(details, "accessor", entry.Identity.Accessor);
        Add(details, "entityId", entry.Identity.EntityId);
        Add(details, "policies", string.Join(' ', entry.Identity.Policies));
        Add(details, "wrappedPath", entry.Wrap?.Path);
        Add(details, "wrapSeconds", entry.Wrap?.TimeToLive.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        var secret = SecretPath.Find(entry.Path);
        return new PendingRecord(
            new AuditRecorded(
                IdOf(entry), entry.Time, Service,
                $"vault.{entry.Operation}",
                OutcomeOf(entry),
                new AuditActor(null, entry.Identity.Name, Role, null, entry.RemoteAddress, null),
                secret?.TenantId, secret, VersionId: null,
                CorrelationId: Guid.TryParse(entry.RequestId, out var request) ? request : null,
                Reason: null, entry.Error, TraceId: null, details),
            entry.Path.Length > 0 ? entry.Path : null);
    }

    /// <summary>The record of a line that is not a valid entry. Only a hash of its content is stored.</summary>
    /// <param name="line">The line, or the beginning of one that is too long.</param>
    /// <param name="reason">Why it could not be read.</param>
    /// <param name="source">How it came: file or socket.</param>
    /// <param name="now">When it came.</param>
    public static PendingRecord Unreadable(ReadOnlySpan<byte> line, string reason, string source, DateTimeOffset now)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(line));
        var details = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["sha256"] = hash,
            ["bytes"] = line.Length.ToString(CultureInfo.InvariantCulture),
            ["source"] = source,
        };
        return new PendingRecord(
            new AuditRecorded(
                DerivedId.Of($"vault\nunreadable\n{hash}"),
                LedgerTime.Cut(now), Service, "vault.unreadable_entry", AuditOutcomes.Failed,
                new AuditActor(null, Service, Role, null, null, null),
                TenantId: null, Secret: null, VersionId: null, CorrelationId: null, Reason: null, reason, TraceId: null,
                details),
            Path: null);
    }

    private static string OutcomeOf(VaultEntry entry) => entry.Error switch
    {
        null => AuditOutcomes.Success,
        VaultEntry.PermissionDenied => AuditOutcomes.Refused,
        _ => AuditOutcomes.Failed,
    };

    private static void Add(Dictionary<string, string> details, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            details[name] = value;
        }
    }
}
