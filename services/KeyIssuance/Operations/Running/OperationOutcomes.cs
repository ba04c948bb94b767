using Microsoft.Extensions.Options;
using Npgsql;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Writes down how steps and operations went: rows, events, alerts and audit records, each in one transaction.</summary>
internal sealed class OperationOutcomes(
    OperationStore store, OperationFailures failures, AuditTrail trail, IOptions<KeyIssuanceOptions> options, TimeProvider time, ILogger<OperationOutcomes> log)
{
    public Task BeginStepAsync(Operation operation, CancellationToken cancellationToken) => store.WhileLeasedAsync(
        operation.Row.OperationId,
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
            operation.Row.OperationId,
            async transaction => goOn = result switch
            {
                StepResult.Done done => await DoneAsync(transaction, operation, done),
                StepResult.Retry retry => await RetryAsync(transaction, operation, retry),
                StepResult.Impossible impossible => await failures.EndAsync(transaction, operation, impossible.Code, impossible.Detail),
                _ => await failures.EndAsync(transaction, operation, "overtaken", "A newer operation has taken over this secret."),
            },
            cancellationToken);
        return goOn;
    }

    /// <summary>Gives the lease back, if the database can be told.</summary>
    public async Task TryReleaseAsync(Guid operationId, TimeSpan wait)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), time);
            await store.WhileLeasedAsync(operationId, transaction => ReleaseAsync(transaction, operationId, wait, attempts: 0), limit.Token);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            Log.LeaseRunsOut(log, operationId, failure.GetType().Name);
        }
    }

    private async Task<bool> DoneAsync(DatabaseTransaction transaction, Operation operation, StepResult.Done done)
    {
        var now = time.GetUtcNow();
        await done.Commit(transaction);
        var plan = OperationPlans.StepsOf(operation.Kind);
        var next = plan.SkipWhile(step => step != operation.Row.Step).Skip(1).FirstOrDefault();
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'succeeded', finished_at = @now, error = null where operation_id = @OperationId and name = @Step;
            update server set unreachable_since = null, last_error = null where server_id = @ServerId and unreachable_since is not null;
            update operation set step = coalesce(@next, step), attempts = 0, error_code = null, error_detail = null,
                                 status = case when @next is null then 'succeeded' else 'running' end,
                                 finished_at = case when @next is null then @now end,
                                 lease_owner = case when @next is null then null else lease_owner end
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, operation.Row.ServerId, next, now });
        await trail.RecordAsync(transaction, operation.Actor, operation.Audit(AuditOutcomes.Success, operation.Row.Step));
        if (next is null)
        {
            await trail.RecordAsync(transaction, operation.Actor, operation.Audit(AuditOutcomes.Success));
            KeyIssuanceTelemetry.Ended(operation.Row.Kind, "succeeded");
        }

        return next is not null;
    }

    private async Task<bool> RetryAsync(DatabaseTransaction transaction, Operation operation, StepResult.Retry retry)
    {
        var attempts = operation.Row.Attempts + 1;
        var now = time.GetUtcNow();
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'pending', error = @Detail where operation_id = @OperationId and name = @Step;
            update operation set error_code = @Code, error_detail = @Detail where operation_id = @OperationId;
            update server set unreachable_since = coalesce(unreachable_since, @now), last_error = @Detail
            where server_id = @ServerId and @IsUnreachable;
            """,
            new { operation.Row.OperationId, operation.Row.Step, operation.Row.ServerId, retry.Code, retry.Detail, retry.IsUnreachable, now });
        var limit = options.Value.MaxAttempts;
        if (attempts >= limit && OperationPlans.CanRollBack(operation.Kind, operation.Row.Step))
        {
            return await failures.EndAsync(transaction, operation, retry.Code, retry.Detail);
        }

        if (attempts == limit)
        {
            await failures.AlertAsync(transaction, operation, retry.Code, retry.Detail);
        }

        await ReleaseAsync(transaction, operation.Row.OperationId, options.Value.BackOff(attempts), attempts: 1);
        return false;
    }

    private Task<int> ReleaseAsync(DatabaseTransaction transaction, Guid operationId, TimeSpan wait, int attempts) => transaction.ExecuteAsync(
        """
        update operation set lease_owner = null, lease_until = null, not_before = @notBefore, attempts = attempts + @attempts
        where operation_id = @operationId
        """,
        new { operationId, attempts, notBefore = time.GetUtcNow() + wait });
}
