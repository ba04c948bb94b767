namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Records how steps and operations went: rows, events, alerts and audit records, each in one transaction.</summary>
internal sealed class OperationOutcomes(
    OperationStore store, OperationFailures failures, TenantWaits tenantWaits, ITargetAvailability availability, AuditTrail trail, IOptions<KeyIssuanceOptions> options, TimeProvider time, ILogger<OperationOutcomes> log)
{
    private const string UnreachableCode = "server_unreachable";

    /// <summary>Records a step's result, and begins the next step in the same transaction.</summary>
    /// <returns>The operation at its next step; null when none can run now, or the lease is lost.</returns>
    public Task<Operation?> CommitAsync(Operation operation, StepResult result, CancellationToken cancellationToken) => store.CommitStepAsync(
        operation.Lease,
        async transaction => await RecordAsync(transaction, operation, result)
            ? await store.BeginStepAsync(transaction, operation.Lease, operation.Connections)
            : null,
        cancellationToken);

    /// <returns>Whether the operation has a next step that can run now.</returns>
    private Task<bool> RecordAsync(DatabaseTransaction transaction, Operation operation, StepResult result) => result switch
    {
        StepResult.Done done => DoneAsync(transaction, operation, done),
        StepResult.NotDone { Why: TargetAnswer.Retry retry } => RetryAsync(transaction, operation, retry),
        StepResult.NotDone { Why: TargetAnswer.Waiting waiting } => WaitingAsync(transaction, operation, waiting),
        StepResult.NotDone { Why: TargetAnswer.Impossible impossible } => ImpossibleAsync(transaction, operation, impossible),
        StepResult.NotDone { Why: TargetAnswer.Fenced fenced } => FencedAsync(transaction, operation, fenced.Highest ?? 0),
        StepResult.RolledBack rolledBack => failures.EndAsync(transaction, operation, rolledBack),
        _ => throw new InvalidOperationException("A step ended in an unknown way."),
    };

    /// <summary>Gives the lease back, if the database answers.</summary>
    public async Task TryReleaseAsync(Lease lease, TimeSpan wait)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
            await store.WhileLeasedAsync(lease, transaction => ReleaseAsync(transaction, lease.OperationId, wait, attempts: 0), limit.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException || TransientFailures.IsTransient(failure))
        {
            Log.LeaseRunsOut(log, lease.OperationId, failure.GetType().Name);
        }
    }

    private async Task<bool> DoneAsync(DatabaseTransaction transaction, Operation operation, StepResult.Done done)
    {
        await done.Commit(transaction);
        await tenantWaits.SeeAsync(transaction, operation, kind: null);
        var next = operation.Plan.SkipWhile(step => step != operation.Row.Step).Skip(1).FirstOrDefault();
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'succeeded', finished_at = @now, error = null where operation_id = @OperationId and name = @Step;
            update operation set step = coalesce(@next, step), attempts = 0, is_alerted = false, waiting_for = null, error_code = null, error_detail = null,
                                 status = case when @next is null then 'succeeded' else 'running' end,
                                 finished_at = case when @next is null then @now end,
                                 lease_owner = case when @next is null then null else lease_owner end
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, next, now = time.GetUtcNow() });
        await trail.RecordAsync(transaction, operation.Actor, operation.Audit(AuditOutcomes.Success, operation.Row.Step));
        if (next is null)
        {
            await trail.RecordAsync(transaction, operation.Actor, operation.Audit(AuditOutcomes.Success));
            KeyIssuanceTelemetry.Ended(operation.Row.Type, operation.Row.Kind, "succeeded");
        }

        return next is not null;
    }

    private async Task<bool> WaitingAsync(DatabaseTransaction transaction, Operation operation, TargetAnswer.Waiting waiting)
    {
        await tenantWaits.SeeAsync(transaction, operation, waiting.TenantAlert, waiting.Detail);
        return await WaitAsync(transaction, operation, waiting.Code, waiting.Detail, waiting.IsLate, waiting.NextLook, attempts: 0, waiting.For);
    }

    private async Task<bool> RetryAsync(DatabaseTransaction transaction, Operation operation, TargetAnswer.Retry retry)
    {
        if (retry.IsUnreachable)
        {
            var mayStop = MayStop(operation);
            if (operation.Server is { } server && await availability.CoolDownAsync(transaction, server.ServerId) is { } coolDown)
            {
                // Nobody waits for long for a target whose circuit is open, except for what must be done there in any case.
                return mayStop && coolDown.IsOutOfPatience
                    ? await StopAsync(transaction, operation, UnreachableCode, retry.Detail)
                    : await WaitAsync(
                        transaction, operation, retry.Code, retry.Detail, alert: !mayStop, coolDown.Wait, retry.WasTried ? 1 : 0);
            }
        }

        var attempts = operation.Row.Attempts + 1;
        return (retry.WasTried, attempts >= options.Value.MaxAttempts && MayStop(operation)) switch
        {
            // The target answers again.
            (false, _) => await WaitAsync(transaction, operation, retry.Code, retry.Detail, alert: false, TimeSpan.Zero, attempts: 0),
            (_, true) => await StopAsync(transaction, operation, retry.Code, retry.Detail),
            _ => await WaitAsync(transaction, operation, retry.Code, retry.Detail, alert: attempts == options.Value.MaxAttempts),
        };
    }

    private static bool MayStop(Operation operation) =>
        OperationPlans.IsGivenUp(operation.Kind) || OperationPlans.CanRollBack(operation.Kind, operation.Row.Step);

    /// <summary>Gives up, or turns round, an operation that may be.</summary>
    private Task<bool> StopAsync(DatabaseTransaction transaction, Operation operation, string code, string detail) =>
        OperationPlans.IsGivenUp(operation.Kind)
            ? failures.GiveUpAsync(transaction, operation, code, detail)
            : RollBackAsync(transaction, operation, code, detail);

    private async Task<bool> RollBackAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        await tenantWaits.SeeAsync(transaction, operation, kind: null);
        return await failures.BeginRollBackAsync(transaction, operation, code, detail);
    }

    private Task<bool> ImpossibleAsync(DatabaseTransaction transaction, Operation operation, TargetAnswer.Impossible impossible) =>
        impossible.RollsBack || MayStop(operation)
            ? StopAsync(transaction, operation, impossible.Code, impossible.Detail)
            : WaitAsync(transaction, operation, impossible.Code, impossible.Detail, alert: operation.Row.Attempts == 0);

    private async Task<bool> FencedAsync(DatabaseTransaction transaction, Operation operation, long highest)
    {
        await transaction.ExecuteAsync(
            """
            select setval(pg_get_serial_sequence('operation', 'fence'), greatest(@highest, (select max(fence) from operation)));
            update operation set fence = default where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, highest });
        return await RetryAsync(
            transaction, operation, new TargetAnswer.Retry("fenced", "The target has seen a later operation of this secret than the database knows."));
    }

    private Task<bool> WaitAsync(DatabaseTransaction transaction, Operation operation, string code, string detail, bool alert) =>
        WaitAsync(transaction, operation, code, detail, alert, options.Value.BackOff(operation.Row.Attempts + 1), attempts: 1);

    private async Task<bool> WaitAsync(
        DatabaseTransaction transaction, Operation operation, string code, string detail, bool alert, TimeSpan wait, int attempts, string? waitingFor = null)
    {
        var isNews = alert && !operation.Row.IsAlerted;
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'pending', error = @detail where operation_id = @OperationId and name = @Step;
            update operation set error_code = @code, error_detail = @detail, waiting_for = @waitingFor, is_alerted = is_alerted or @isNews where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, code, detail, waitingFor, isNews });
        if (isNews)
        {
            await failures.AlertAsync(transaction, operation, code, detail);
        }

        await ReleaseAsync(transaction, operation.Row.OperationId, wait, attempts);
        return false;
    }

    private static Task<int> ReleaseAsync(DatabaseTransaction transaction, Guid operationId, TimeSpan wait, int attempts) => transaction.ExecuteAsync(
        """
        update operation set lease_owner = null, lease_until = null, not_before = now() + @wait, attempts = attempts + @attempts
        where operation_id = @operationId
        """,
        new { operationId, attempts, wait });
}
