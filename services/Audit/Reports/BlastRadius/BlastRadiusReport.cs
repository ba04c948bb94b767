namespace PenguinMails.Audit.Reports.BlastRadius;

/// <summary>What is in whose hands.</summary>
/// <param name="Subject">Who or what was asked for.</param>
/// <param name="Items">What was seen, exposed first, then newest first; at most 1000. Of a secret: who saw its present version.</param>
/// <param name="Total">How many items there are.</param>
/// <param name="Exposed">How many secrets are exposed.</param>
/// <param name="IsComplete">
/// False when there are more than 100,000 reveals: then only the newest were evaluated; or when months are archived: what was seen then
/// shows when they are brought back.
/// </param>
/// <param name="Rotate">The request that rotates what is exposed; null when nothing is.</param>
public sealed record BlastRadiusReport(
    string Subject, IReadOnlyList<BlastRadiusItem> Items, int Total, int Exposed, bool IsComplete, RotateRequest? Rotate);

/// <summary>One version of a secret that was disclosed, or may have been.</summary>
public class BlastRadiusItem
{
    public Guid TenantId { get; init; }

    /// <summary>ssh, smtp or dkim.</summary>
    public string Type { get; init; } = "";

    public string Name { get; init; } = "";
    public Guid? VersionId { get; init; }

    /// <summary>Who saw it, in lower case; <c>(erased)</c> when it was forgotten.</summary>
    public string User { get; init; } = "";

    /// <summary>yes: it was handed out; possibly: its arrival is unknown.</summary>
    [OneOf("yes", "possibly")]
    public string Seen { get; init; } = "";

    public DateTimeOffset FirstSeenAt { get; init; }
    public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>How often.</summary>
    public int Reveals { get; init; }

    /// <summary>When the secret was last rotated, regenerated or revoked, or its server abandoned; null: never.</summary>
    public DateTimeOffset? LastRotatedAt { get; init; }

    /// <summary>Nothing of that was completed since it was last seen: what was seen is still good.</summary>
    public bool IsExposed { get; init; }
}
