namespace PenguinMails.KeyIssuance.Drift;

/// <summary>
/// Turns what was observed into findings: one for as long as it lasts. Every change is the caller's transaction, which holds the
/// secret's row, so that no operation of the secret begins or ends meanwhile.
/// </summary>
internal sealed class DriftFindings(OperationRequests operations, DriftReports reports, AuditTrail trail, TimeProvider time) : IGivenUpListener
{
    /// <summary>Bounds the findings of one account, however many keys somebody adds to its file.</summary>
    public const int MaxPerAccount = 100;

    /// <summary>The findings that a repair works on.</summary>
    public static Task<IReadOnlyList<FindingRow>> OfOperationAsync(DatabaseTransaction read, Guid operationId) => read.QueryAsync<FindingRow>(
        $"select {FindingRow.Columns} from {FindingRow.Tables} where f.operation_id = @operationId and f.state = 'repairing' order by f.first_seen_at",
        new { operationId });

    /// <summary>Records a check of an account, and starts the repair of what the platform may repair.</summary>
    /// <param name="transaction">Holds the secret's row; no operation of the secret runs.</param>
    /// <param name="account">The account.</param>
    /// <param name="observations">What the check found.</param>
    /// <param name="isWhole">Whether the check was complete, so that what it did not find is gone.</param>
    /// <returns>How many findings are open or being repaired now.</returns>
    public async Task<int> RecordAsync(DatabaseTransaction transaction, WatchedAccount account, IReadOnlyList<Observation> observations, bool isWhole)
    {
        // No operation runs, so a repair that they were left in was ended by another.
        await transaction.ExecuteAsync(
            "update drift_finding set state = 'open' where server_id = @ServerId and account = @Account and state = 'repairing'",
            new { account.ServerId, account.Account });
        if (isWhole)
        {
            await ResolveGoneAsync(transaction, account, observations);
        }

        var active = (await ActiveAsync(transaction, account)).ToDictionary(finding => (finding.Kind, finding.Fingerprint));
        foreach (var observation in observations)
        {
            if (active.TryGetValue((observation.Kind, observation.Fingerprint), out var known))
            {
                await SeenAgainAsync(transaction, known, observation);
            }
            else if (active.Count < MaxPerAccount)
            {
                var begun = Begin(account, observation);
                active.Add((observation.Kind, observation.Fingerprint), begun);
                await InsertAsync(transaction, begun);
                await reports.DetectedAsync(transaction, begun);
            }
        }

        if (isWhole)
        {
            await RepairAsync(transaction, account);
        }

        return active.Count;
    }

    /// <summary>Ends every finding of an account that is not among what was observed.</summary>
    public async Task ResolveGoneAsync(DatabaseTransaction transaction, WatchedAccount account, IReadOnlyList<Observation> observations)
    {
        foreach (var gone in (await ActiveAsync(transaction, account)).Where(finding => !observations.Any(finding.Is)))
        {
            await ResolveAsync(transaction, gone, reason: null);
        }
    }

    /// <summary>Ends every finding of a server that is given up.</summary>
    public async Task AbandonAsync(DatabaseTransaction transaction, Guid serverId)
    {
        var active = await transaction.QueryAsync<FindingRow>(
            $"select {FindingRow.Columns} from {FindingRow.Tables} where f.server_id = @serverId and f.state <> 'resolved'", new { serverId });
        foreach (var finding in active)
        {
            await ResolveAsync(transaction, finding, "The server was abandoned.");
        }
    }

    /// <summary>Starts the one repair of all that is to be repaired in an account; leaves it open when none can start now.</summary>
    public async Task<StartOutcome?> RepairAsync(DatabaseTransaction transaction, WatchedAccount account, AuditActor? actor = null, string? reason = null)
    {
        var due = (await ActiveAsync(transaction, account)).Where(finding => finding.MayBeRepaired).Select(finding => finding.FindingId).ToArray();
        if (due.Length == 0)
        {
            return null;
        }

        var outcome = await operations.StartAsync(transaction, new StartOperation(
            account.Secret, OperationKind.Repair,
            actor ?? trail.Platform,
            actor is null ? Triggers.Automated : Triggers.Manual,
            "drift", reason, GracePeriod: null));
        if (outcome is StartOutcome.Started started)
        {
            await transaction.ExecuteAsync(
                "update drift_finding set state = 'repairing', operation_id = @OperationId where finding_id = any(@due)", new { started.OperationId, due });
        }

        return outcome;
    }

    /// <summary>The repair was given up: its findings are open again, until the next check starts another.</summary>
    public async Task GivenUpAsync(DatabaseTransaction transaction, Guid operationId, string cause)
    {
        var findings = await transaction.QueryAsync<FindingRow>(
            $"select {FindingRow.Columns} from {FindingRow.Tables} where f.operation_id = @operationId and f.state = 'repairing' and f.repairs_failed = 0",
            new { operationId });
        foreach (var finding in findings)
        {
            await reports.RepairFailsAsync(transaction, finding, cause);
        }

        await transaction.ExecuteAsync(
            """
            update drift_finding set state = 'open', repairs_failed = repairs_failed + 1, repair_error = @cause
            where operation_id = @operationId and state = 'repairing'
            """,
            new { operationId, cause });
    }

    private static Task<IReadOnlyList<FindingRow>> ActiveAsync(DatabaseTransaction transaction, WatchedAccount account) => transaction.QueryAsync<FindingRow>(
        $"""
        select {FindingRow.Columns} from {FindingRow.Tables}
        where f.server_id = @ServerId and f.account = @Account and f.state in ('open', 'repairing') order by f.first_seen_at
        """,
        new { account.ServerId, account.Account });

    private FindingRow Begin(WatchedAccount account, Observation observation)
    {
        var now = time.GetUtcNow();
        return new FindingRow
        {
            FindingId = Guid.CreateVersion7(now),
            TenantId = account.TenantId,
            ServerId = account.ServerId,
            SecretId = account.SecretId,
            Account = account.Account,
            Kind = observation.Kind,
            Fingerprint = observation.Fingerprint,
            PublicKey = observation.Key?.ToString(),
            Detail = observation.Detail,
            RepairsItself = observation.RepairsItself,
            State = FindingStates.Open,
            FirstSeenAt = now,
            LastSeenAt = now,
            Type = account.Type,
            Name = account.Name,
            Address = account.Address,
        };
    }

    private static Task InsertAsync(DatabaseTransaction transaction, FindingRow finding) => transaction.ExecuteAsync(
        """
        insert into drift_finding (finding_id, tenant_id, server_id, secret_id, account, kind, fingerprint, public_key, detail, repairs_itself,
                                   state, first_seen_at, last_seen_at)
        values (@FindingId, @TenantId, @ServerId, @SecretId, @Account, @Kind, @Fingerprint, @PublicKey, @Detail, @RepairsItself,
                'open', @FirstSeenAt, @LastSeenAt)
        """,
        finding);

    private Task SeenAgainAsync(DatabaseTransaction transaction, FindingRow finding, Observation observation) => transaction.ExecuteAsync(
        """
        update drift_finding set last_seen_at = @now, detail = @Detail, repairs_itself = @RepairsItself where finding_id = @FindingId
        """,
        new { finding.FindingId, observation.Detail, observation.RepairsItself, now = time.GetUtcNow() });

    private async Task ResolveAsync(DatabaseTransaction transaction, FindingRow finding, string? reason)
    {
        await transaction.ExecuteAsync(
            "update drift_finding set state = 'resolved', resolved_at = @now where finding_id = @FindingId", new { finding.FindingId, now = time.GetUtcNow() });
        await reports.AuditAsync(transaction, trail.Platform, finding, "drift.resolve", reason);
    }
}
