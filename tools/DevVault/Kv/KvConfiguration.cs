namespace PenguinMails.DevVault.Kv;

/// <summary>What a mount asks of all its secrets.</summary>
/// <param name="DeleteVersionAfter">Zero for never; negative forbids it for single secrets too.</param>
internal sealed record KvConfiguration(bool CasRequired, uint MaxVersions, TimeSpan DeleteVersionAfter)
{
    public static readonly KvConfiguration Default = new(false, 0, TimeSpan.Zero);

    /// <summary>When a version made now ends by itself: the shorter of the mount's and the secret's time.</summary>
    public DateTimeOffset? DeletionTime(DateTimeOffset now, TimeSpan ofSecret)
    {
        if (DeleteVersionAfter < TimeSpan.Zero || (DeleteVersionAfter == TimeSpan.Zero && ofSecret <= TimeSpan.Zero))
        {
            return null;
        }

        var shorter = DeleteVersionAfter > TimeSpan.Zero && (ofSecret <= TimeSpan.Zero || DeleteVersionAfter < ofSecret) ? DeleteVersionAfter : ofSecret;
        return now + shorter;
    }
}
