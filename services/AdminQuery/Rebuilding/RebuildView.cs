namespace PenguinMails.AdminQuery.Rebuilding;

/// <summary>How current the list of tenants is, and how far its last rebuild has come.</summary>
/// <param name="AsOf">Every change of before that time is in the list, UTC; absent when nothing was reported yet.</param>
/// <param name="BehindSeconds">How long ago that is.</param>
/// <param name="MissingSince">
/// Since when a report of tenants is known to be missing, UTC; absent while none is. The list is rebuilt by itself then, and asOf stands until that has ended.
/// </param>
/// <param name="Tenants">How many tenants the list has.</param>
/// <param name="Rebuild">The last rebuild.</param>
internal sealed record ProjectionView(DateTimeOffset? AsOf, double? BehindSeconds, DateTimeOffset? MissingSince, int Tenants, RebuildView? Rebuild);

/// <summary>A rebuild of the list of tenants.</summary>
internal sealed class RebuildView
{
    public Guid RebuildId { get; init; }

    /// <summary>running, done or superseded.</summary>
    [OneOf("running", "done", "superseded")]
    public string State { get; init; } = "";

    /// <summary>Why it was asked for, or began by itself; absent when the list was empty.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset RequestedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How many tenants there were when it began; absent until the first part has arrived.</summary>
    public int? Total { get; init; }

    /// <summary>How many have arrived.</summary>
    public int Done { get; init; }
}

/// <summary>202: the rebuild is durable and under way; <c>Location</c> leads to its progress.</summary>
/// <param name="RebuildId">The rebuild.</param>
[Example("""{"rebuildId":"019ab6a0-2f7a-7c10-9d5e-3a51c0a6f001"}""")]
internal sealed record RebuildAccepted(Guid RebuildId) : Accepted;

/// <param name="Reason">Why; kept in the ledger.</param>
public sealed record RebuildRequest(string? Reason = null);
