namespace PenguinMails.KeyIssuance.Drift;

/// <summary>The outcome of a decision on a finding.</summary>
internal abstract record DecisionOutcome
{
    private DecisionOutcome() { }

    /// <summary>The key may stay.</summary>
    public sealed record Accepted(FindingRow Finding) : DecisionOutcome;

    /// <summary>The removal was requested.</summary>
    public sealed record Removing(StartOutcome Started) : DecisionOutcome;

    public sealed record NoSuchFinding : DecisionOutcome;

    /// <summary>The key is no longer on the server.</summary>
    public sealed record Closed : DecisionOutcome;

    /// <summary>A kind of finding that needs no decision.</summary>
    public sealed record NoDecisionNeeded : DecisionOutcome;
}

/// <summary>
/// Administrators accept or remove keys that the platform never issued, and accept lines and sources that it cannot see through. Each decision
/// is stored with its reason.
/// </summary>
internal sealed class DriftDecisions(DriftFindings findings, DriftReports reports, TimeProvider time)
{
    private static readonly string[] Removable = [DriftKinds.UnknownKey];
    private static readonly string[] Acceptable = [DriftKinds.UnknownKey, DriftKinds.UnclearLine, DriftKinds.OtherSource, DriftKinds.AccountLimit];

    /// <summary>A running removal takes precedence: the outcome refers to it.</summary>
    public async Task<DecisionOutcome> AcceptAsync(DatabaseTransaction transaction, Guid findingId, string reason, AuditActor actor)
    {
        var (finding, obstacle) = await HoldAsync(transaction, findingId, Acceptable);
        if (finding is null)
        {
            return obstacle!;
        }

        if (finding.State == FindingStates.Repairing)
        {
            return new DecisionOutcome.Removing(new StartOutcome.InProgress(finding.OperationId!.Value, OperationKind.Repair));
        }

        if (finding.State == FindingStates.Open)
        {
            await AcceptedKeys.AddAsync(transaction, finding.ServerId, finding.Account, finding.Fingerprint!, reason, actor, time.GetUtcNow());
            await DecideAsync(transaction, finding, FindingStates.Accepted, FindingDecisions.Accept, reason, actor);
            await reports.AuditAsync(transaction, actor, finding, "drift.accept", reason);
        }

        return new DecisionOutcome.Accepted((await FindAsync(transaction, findingId))!);
    }

    /// <summary>Starts the removal, also of a key that was accepted before.</summary>
    public async Task<DecisionOutcome> RemoveAsync(DatabaseTransaction transaction, Guid findingId, string reason, AuditActor actor)
    {
        var (finding, obstacle) = await HoldAsync(transaction, findingId, Removable);
        if (finding is null)
        {
            return obstacle!;
        }

        if (await RunningOperation.FindAsync(transaction, finding.SecretId) is { } running)
        {
            return new DecisionOutcome.Removing(new StartOutcome.InProgress(running.OperationId, running.Kind));
        }

        await AcceptedKeys.RemoveAsync(transaction, finding.ServerId, finding.Account, finding.Fingerprint!);
        await DecideAsync(transaction, finding, FindingStates.Open, FindingDecisions.Remove, reason, actor);
        await reports.AuditAsync(transaction, actor, finding, "drift.remove", reason);
        var account = await WatchedAccount.OfSecretAsync(transaction, finding.SecretId);
        return new DecisionOutcome.Removing((await findings.RepairAsync(transaction, account, actor, reason))!);
    }

    /// <summary>Holds the secret's row, as operations and checks do, and then reads the finding.</summary>
    private static async Task<(FindingRow? Finding, DecisionOutcome? Obstacle)> HoldAsync(DatabaseTransaction transaction, Guid findingId, string[] kinds)
    {
        await transaction.ExecuteAsync(
            "select from secret where secret_id = (select secret_id from drift_finding where finding_id = @findingId) for update", new { findingId });
        return await FindAsync(transaction, findingId) switch
        {
            null => (null, new DecisionOutcome.NoSuchFinding()),
            { LocksOut: true } => (null, new DecisionOutcome.NoDecisionNeeded()),
            var other when !kinds.Contains(other.Kind) => (null, new DecisionOutcome.NoDecisionNeeded()),
            { State: FindingStates.Resolved } => (null, new DecisionOutcome.Closed()),
            var finding => (finding, null),
        };
    }

    private static Task<FindingRow?> FindAsync(DatabaseTransaction transaction, Guid findingId) => transaction.QuerySingleOrDefaultAsync<FindingRow>(
        $"select {FindingRow.Columns} from {FindingRow.Tables} where f.finding_id = @findingId", new { findingId });

    private Task DecideAsync(DatabaseTransaction transaction, FindingRow finding, string state, string decision, string reason, AuditActor actor) =>
        transaction.ExecuteAsync(
            """
            update drift_finding set state = @state, decision = @decision, decided_by = @actor::jsonb, decided_at = @now, decision_reason = @reason
            where finding_id = @FindingId
            """,
            new { finding.FindingId, state, decision, reason, actor = JsonSerializer.Serialize(actor, JsonSerializerOptions.Web), now = time.GetUtcNow() });
}
