namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Something that a server accepts, or not, other than it should.</summary>
/// <param name="FindingId">The finding; one for as long as it lasts.</param>
/// <param name="TenantId">Whose server it is.</param>
/// <param name="ServerAddress">The server.</param>
/// <param name="Account">The account that shows it.</param>
/// <param name="SecretType">Type of the secret that opens the account.</param>
/// <param name="SecretName">Its name.</param>
/// <param name="Kind">unknown_key, missing_key, banned_key, ended_key, wrong_expiry, changed_mode, lost_access_key, copied_key, unclear_line, other_source or account_limit.</param>
/// <param name="Fingerprint">The key it is about, or the hash of the line, setting or limit; null when it is about neither.</param>
/// <param name="Severity">critical or warning.</param>
/// <param name="State">open, repairing, accepted or resolved.</param>
/// <param name="Detail">What the check found, one sentence.</param>
/// <param name="NextStep">What to do now.</param>
/// <param name="FirstSeenAt">UTC.</param>
/// <param name="LastSeenAt">UTC.</param>
/// <param name="ResolvedAt">When a check or a proof showed that it is gone, UTC.</param>
/// <param name="OperationId">The last repair; GET /api/v1/admin/operations/{operationId} follows it.</param>
/// <param name="RepairError">Why a repair did not succeed, if one did not.</param>
/// <param name="Decision">What a person decided; null when nobody has or need not.</param>
public sealed record DriftFinding(
    Guid FindingId,
    Guid TenantId,
    string ServerAddress,
    string Account,
    [property: OneOf(typeof(Contracts.SecretTypes))] string SecretType,
    string SecretName,
    [property: OneOf(typeof(DriftKinds))] string Kind,
    string? Fingerprint,
    [property: OneOf(typeof(AlertSeverities))] string Severity,
    [property: OneOf(typeof(FindingStates))] string State,
    string Detail,
    string NextStep,
    DateTimeOffset FirstSeenAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset? ResolvedAt,
    Guid? OperationId,
    string? RepairError,
    FindingDecision? Decision)
{
    internal static DriftFinding From(FindingRow row) => new(
        row.FindingId, row.TenantId, row.Address, row.Account, row.Type, row.Name, row.Kind, row.Fingerprint,
        row.IsCritical ? AlertSeverities.Critical : AlertSeverities.Warning,
        row.State, row.Detail, row.NextStep, row.FirstSeenAt, row.LastSeenAt, row.ResolvedAt, row.OperationId,
        row.RepairError,
        row.Decision is { } decision ? new FindingDecision(decision, row.Decider!.User, row.DecidedAt!.Value, row.DecisionReason!) : null);
}

/// <summary>A person's word on a key that the platform never issued.</summary>
/// <param name="Action">accept or remove.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Reason">Why.</param>
public sealed record FindingDecision([property: OneOf("accept", "remove")] string Action, string By, DateTimeOffset At, string Reason);
