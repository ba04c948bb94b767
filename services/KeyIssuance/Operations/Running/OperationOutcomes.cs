using Microsoft.Extensions.Options;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Writes down how steps and operations went: rows, events, alerts and audit records, each in one transaction.</summary>
internal sealed class OperationOutcomes(
    OperationStore store, OperationFailures failures, AuditTrail trail, IOptions<KeyIssuanceOptions> options, TimeProvider time, ILogger<OperationOutcomes> log)
{
    /// <summary>False when the lease is lost.</summary>
    public Task<bool> BeginStepAsync(Operation operation, CancellationToken cancellationToken) => store.WhileLeasedAsync(
        operation.Lease,
        transaction => transaction.ExecuteAsync(
            """
            update operation_step set status = 'running', started_at = coalesce(started_at, @now), attempts = attempts + 1
            where operation_id = @OperationId and name = @Step
            """,
            new { operation.Row.OperationId, operation.Row.Step, now = time.GetUtcNow() }),
        cancellationToken);

    /// <summary>True when the operation has a next step that can run now.</summary>
    public async Task<bool> CommitAsync(Operation operation, StepResult result, CancellationToken cancellationToken)
    {
        var goOn = false;
        await store.WhileLeasedAsync(
            operation.Lease,
            async transaction => goOn = result switch
            {
                StepResult.Done done => await DoneAsync(transaction, operation, done),
                StepResult.Retry retry => await RetryAsync(transaction, operation, retry),
                StepResult.Impossible impossible => await ImpossibleAsync(transaction, operation, impossible),
                StepResult.RolledBack rolledBack => await failures.EndAsync(transaction, operation, rolledBack.LeftBehind),
                StepResult.Overtaken overtaken => await OvertakenAsync(transaction, operation, overtaken.Highest ?? 0),
                _ => throw new InvalidOperationException("A step ended in an unknown way."),
            },
            cancellationToken);
        return goOn;
    }

    /// <summary>Gives the lease back, if the database can be told.</summary>
    public async Task TryReleaseAsync(Lease lease, TimeSpan wait)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
            await store.WhileLeasedAsync(lease, transaction => ReleaseAsync(transaction, lease.OperationId, wait, attempts: 0), limit.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException || Outages.IsOutage(failure))
        {
            Log.LeaseRunsOut(log, lease.OperationId, failure.GetType().Name);
        }
    }

    private async Task<bool> DoneAsync(DatabaseTransaction transaction, Operation operation, StepResult.Done done)
    {
        await done.Commit(transaction);
        var plan = OperationPlans.StepsOf(operation.Kind, operation.OpensTarget);
        var next = plan.SkipWhile(step => step != operation.Row.Step).Skip(1).FirstOrDefault();
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'succeeded', finished_at = @now, error = null where operation_id = @OperationId and name = @Step;
            update operation set step = coalesce(@next, step), attempts = 0, is_alerted = false, error_code = null, error_detail = null,
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

    private async Task<bool> RetryAsync(DatabaseTransaction transaction, Operation operation, StepResult.Retry retry)
    {
        if (retry.IsUnreachable)
        {
            var mayStop = MayStop(operation);
            if (await ServerBreaker.CoolDownAsync(transaction, operation.Row.ServerId, options.Value) is { } coolDown)
            {
                // Nobody waits for long for a server that is left alone, except for what must be done there in any case.
                return mayStop && coolDown.IsOutOfPatience
                    ? await StopAsync(transaction, operation, ServerBreaker.UnreachableCode, retry.Detail)
                    : await WaitAsync(
                        transaction, operation, retry.Code, retry.Detail, alert: !mayStop, coolDown.Wait, retry.WasTried ? 1 : 0);
            }
        }

        var attempts = operation.Row.Attempts + 1;
        return (retry.WasTried, attempts >= options.Value.MaxAttempts && MayStop(operation)) switch
        {
            // It answers again.
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
            : failures.BeginRollBackAsync(transaction, operation, code, detail);

    private Task<bool> ImpossibleAsync(DatabaseTransaction transaction, Operation operation, StepResult.Impossible impossible) =>
        impossible.RollsBack || MayStop(operation)
            ? StopAsync(transaction, operation, impossible.Code, impossible.Detail)
            : WaitAsync(transaction, operation, impossible.Code, impossible.Detail, alert: operation.Row.Attempts == 0);

    private async Task<bool> OvertakenAsync(DatabaseTransaction transaction, Operation operation, long highest)
    {
        await transaction.ExecuteAsync(
            """
            select setval(pg_get_serial_sequence('operation', 'fence'), greatest(@highest, (select max(fence) from operation)));
            update operation set fence = default where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, highest });
        return await RetryAsync(
            transaction, operation, new StepResult.Retry("fenced", "The server has seen a later operation of this secret than the database knows."));
    }

    private Task<bool> WaitAsync(DatabaseTransaction transaction, Operation operation, string code, string detail, bool alert) =>
        WaitAsync(transaction, operation, code, detail, alert, options.Value.BackOff(operation.Row.Attempts + 1), attempts: 1);

    private async Task<bool> WaitAsync(
        DatabaseTransaction transaction, Operation operation, string code, string detail, bool alert, TimeSpan wait, int attempts)
    {
        var isNews = alert && !operation.Row.IsAlerted;
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'pending', error = @detail where operation_id = @OperationId and name = @Step;
            update operation set error_code = @code, error_detail = @detail, is_alerted = is_alerted or @isNews where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, code, detail, isNews });
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
