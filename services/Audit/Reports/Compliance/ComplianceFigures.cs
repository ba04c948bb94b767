using PenguinMails.Audit.Erasure;
using PenguinMails.Audit.Exports;
using PenguinMails.Audit.Reports.Sources;

namespace PenguinMails.Audit.Reports.Compliance;

/// <summary>What is counted, once for all controls.</summary>
internal sealed record ComplianceFigures
{
    public required IReadOnlyList<ComplianceFigure> Reveals { get; init; }
    public required IReadOnlyList<ComplianceFigure> Access { get; init; }
    public required IReadOnlyList<ComplianceFigure> Keys { get; init; }
    public required IReadOnlyList<ComplianceFigure> Exports { get; init; }
    public required IReadOnlyList<ComplianceFigure> Integrity { get; init; }
    public required IReadOnlyList<ComplianceFigure> Incidents { get; init; }
    public required IReadOnlyList<ComplianceFigure> Privacy { get; init; }

    public static async Task<ComplianceFigures> CountAsync(ComplianceEvidence evidence, ReportPeriod period, CancellationToken cancellationToken)
    {
        var revealed = await evidence.RevealActionsAsync(period, cancellationToken);
        return new ComplianceFigures
        {
            Reveals =
            [
                await CountAsync("Reveals announced before anything left", AuditOutcomes.Intent, revealed),
                await CountAsync("Reveals with outcome: handed out", AuditOutcomes.Success, revealed),
                await CountAsync("Reveals with outcome: failed", AuditOutcomes.Failed, revealed),
                await CountAsync("Reveals refused", AuditOutcomes.Refused, revealed),
                await evidence.UncertainAsync("Reveals without a certain outcome", period, cancellationToken),
            ],
            Access =
            [
                await CountAsync("Requests refused", AuditOutcomes.Refused, []),
                await CountAsync("Step-ups confirmed", AuditOutcomes.Success, ["step_up"]),
                await CountAsync("Step-ups failed", AuditOutcomes.Failed, ["step_up"]),
                await CountAsync("Sign-ins failed", AuditOutcomes.Failed, ["sign_in"]),
                await CountAsync("Accounts locked", AuditOutcomes.Success, ["account.lockout"]),
            ],
            Keys =
            [
                await CountAsync("Rotations completed", AuditOutcomes.Success, Operation("rotate")),
                await CountAsync("Rotations failed", AuditOutcomes.Failed, Operation("rotate")),
                await CountAsync("Keys regenerated", AuditOutcomes.Success, Operation("regenerate")),
                await CountAsync("Revocations proven", AuditOutcomes.Success, Operation("revoke")),
                await CountAsync("API keys revoked", AuditOutcomes.Success, ["api_key.revoke"]),
            ],
            Exports =
            [
                await CountAsync("Exports of the ledger requested", AuditOutcomes.Success, [ExportTable.Kind + ".request"]),
                await CountAsync("Exports approved by a second administrator", AuditOutcomes.Success, [ExportTable.Kind + ".approve"]),
                await CountAsync("Exports rejected", AuditOutcomes.Success, [ExportTable.Kind + ".reject"]),
                await CountAsync("Exports downloaded", AuditOutcomes.Success, [ExportTable.Kind]),
                await CountAsync("Reports read", AuditOutcomes.Success, [ReportRecords.Access, ReportRecords.BlastRadius, ReportRecords.Compliance]),
            ],
            Integrity = [await evidence.CheckpointsAsync("Checkpoints of the ledger signed", period, cancellationToken)],
            Incidents =
            [
                await evidence.AlertsAsync("Alerts raised", period, cancellationToken),
                await CountAsync("Alerts acknowledged", AuditOutcomes.Success, ["alert.acknowledge"]),
                await CountAsync("Alerts resolved", AuditOutcomes.Success, ["alert.resolve"]),
            ],
            Privacy =
            [
                await CountAsync("Erasures approved by a second administrator", AuditOutcomes.Success, [ErasureTable.Kind + ".approve"]),
                await evidence.ErasedAsync("People erased", period, cancellationToken),
            ],
        };

        Task<ComplianceFigure> CountAsync(string name, string outcome, IReadOnlyList<string> actions) =>
            evidence.RecordsAsync(name, period, outcome, actions, cancellationToken);
    }

    private static string[] Operation(string verb) => [.. AuditSubjects.All.Select(subject => $"{subject}.{verb}")];
}
