namespace PenguinMails.Audit.Evidence;

/// <summary>Periodic work that a service reports as late. While the service itself is silent, what it said last stands.</summary>
internal sealed class WorkRule : IEvidenceRule
{
    private static readonly Notice[] Notices =
    [
        new(
            EvidenceSources.Work(PlatformServices.KeyIssuance, PeriodicWork.DriftChecks), "drift.checks_silent",
            "Servers are not compared with the issued keys: one has not been checked",
            "Look at the log of key-issuance: too few workers, servers that hang, or Vault is away. GET /api/v1/admin/tenants/{id}/drift says when a server was checked."),
    ];

    /// <summary>Whether this version knows what the work is.</summary>
    public static bool Knows(LateWork work) => work.Work is PeriodicWork.DriftChecks;

    public Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round) => Task.FromResult<IReadOnlyList<Silence>>(
    [
        .. from notice in Notices
           let late = round.Known.GetValueOrDefault(notice.Source)?.LateSince
           where late is not null
           select new Silence(notice.Source, late.Value, notice.Kind, notice.Summary, notice.NextStep),
    ]);

    private sealed record Notice(string Source, string Kind, string Summary, string NextStep);
}
