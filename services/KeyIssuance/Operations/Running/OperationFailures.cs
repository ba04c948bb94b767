using System.Diagnostics;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Ends operations that cannot succeed: the new version is abandoned, the old one stays, and everybody who must know is told.</summary>
internal sealed class OperationFailures(DriftFindings findings, AuditTrail trail, TimeProvider time)
{
    /// <summary>
    /// Turns an operation round; true: the step that undoes it runs next. It gets a new fence, so that an installation which is
    /// still on its way to the server comes too late there.
    /// </summary>
    public async Task<bool> BeginRollBackAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'failed', error = @detail, finished_at = @now
            where operation_id = @OperationId and name = @Step;
            insert into operation_step (operation_id, ordinal, name, status)
            select @OperationId, max(ordinal) + 1, @RollBack, 'pending' from operation_step where operation_id = @OperationId;
            update operation set step = @RollBack, attempts = 0, fence = default, failure_code = @code, failure_detail = @detail,
                                 error_code = @code, error_detail = @detail
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, OperationPlans.RollBack, code, detail, now = time.GetUtcNow() });
        return true;
    }

    /// <summary>Returns false: there is no next step.</summary>
    public async Task<bool> EndAsync(DatabaseTransaction transaction, Operation operation, string? leftBehind)
    {
        var now = time.GetUtcNow();
        var (code, cause) = (operation.Row.FailureCode!, operation.Row.FailureDetail!);
        var detail = leftBehind is null
            ? cause
            : $"{cause} The new version's line may still be on the server ({leftBehind}); nobody holds its private half, and the next operation removes it.";
        var nextAction = NextAction(operation, code);
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'rolled_back' where operation_id = @OperationId and status = 'succeeded';
            update operation_step set status = 'succeeded', error = @leftBehind, finished_at = @now
            where operation_id = @OperationId and name = @RollBack;
            update operation set status = 'failed', step = coalesce((select name from operation_step where operation_id = @OperationId and status = 'failed'
                                                                     order by ordinal limit 1), step),
                                 error_code = @code, error_detail = @explained, finished_at = @now, lease_owner = null, lease_until = null
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, OperationPlans.RollBack, leftBehind, code, explained = $"{detail} {nextAction}", now });
        if (operation.Version is { } version)
        {
            await SecretVersions.AbandonAsync(transaction, version.VersionId, now);
        }

        if (operation.Kind == OperationKind.Rotate)
        {
            await transaction.PublishAsync(new SecretRotationFailed(
                operation.Secret, operation.Row.OperationId, operation.Row.TriggeredBy, code, $"{detail} {nextAction}", now, operation.Row.RequestId));
        }

        await AlertAsync(transaction, operation, code, detail);
        await trail.RecordAsync(transaction, operation.Actor, operation.Audit(AuditOutcomes.Failed) with { Code = code });
        KeyIssuanceTelemetry.Ended(operation.Row.Type, operation.Row.Kind, "failed");
        return false;
    }

    /// <summary>Ends a repair that does not succeed: what it was to repair is open again. Returns false: there is no next step.</summary>
    public async Task<bool> GiveUpAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'failed', error = @detail, finished_at = @now where operation_id = @OperationId and name = @Step;
            update operation set status = 'failed', error_code = @code, error_detail = @detail, finished_at = @now, lease_owner = null, lease_until = null
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, code, detail, now = time.GetUtcNow() });
        await findings.RepairFailedAsync(transaction, operation.Row.OperationId, detail);
        await trail.RecordAsync(transaction, operation.Actor, operation.Audit(AuditOutcomes.Failed) with { Code = code });
        KeyIssuanceTelemetry.Ended(operation.Row.Type, operation.Row.Kind, "failed");
        return false;
    }

    public Task AlertAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        var kind = code == "host_key_changed" ? "ssh.host_key_changed" : $"operation.{operation.Row.Kind}_failing";
        var isCritical = code == "host_key_changed" || !OperationPlans.MakesVersion(operation.Kind);
        return transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(time.GetUtcNow()),
            kind,
            isCritical ? AlertSeverities.Critical : AlertSeverities.Warning,
            $"{kind}:{operation.Row.SecretId}",
            operation.Secret.TenantId,
            operation.Secret,
            operation.Row.Step == OperationPlans.RollBack
                ? $"{operation.Row.Kind} of {operation.Secret} failed and was rolled back: {detail}"
                : $"{operation.Row.Kind} of {operation.Secret} waits at step {operation.Row.Step}: {detail}",
            NextAction(operation, code),
            Activity.Current?.TraceId.ToHexString(),
            time.GetUtcNow()));
    }

    private static string NextAction(Operation operation, string code)
    {
        var state = operation.Current is null ? "Nothing has been issued." : "The old key works as before.";
        return code switch
        {
            "host_key_changed" => "Find out why the server shows another host key; if it was reinstalled, abandon it and enrol it anew.",
            _ when !OperationPlans.MakesVersion(operation.Kind) =>
                "It goes on by itself; make the server reachable, or abandon it if it is lost.",
            _ when operation.Row.Step != OperationPlans.RollBack && !OperationPlans.CanRollBack(operation.Kind, operation.Row.Step) =>
                "It goes on by itself when the cause is gone; the new key works already.",
            "server_unreachable" or "server_failed" => $"Make the server reachable and try again. {state}",
            _ => $"Correct the cause and try again. {state}",
        };
    }
}

internal static class OperationAudit
{
    /// <summary>The audit entry of a step, or of the whole operation when no step is named.</summary>
    public static AuditEntry Audit(this Operation operation, string outcome, string? step = null)
    {
        var action = AuditActions.Of(operation.Row.Type, operation.Kind);
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["trigger"] = operation.Row.Trigger };
        if (operation.Version is { } version)
        {
            details["fingerprint"] = version.Fingerprint;
        }

        return new AuditEntry(step is null ? action : $"{action}.{step}", outcome)
        {
            Secret = operation.Secret,
            VersionId = operation.Row.VersionId,
            CorrelationId = operation.Row.OperationId,
            Reason = operation.Row.Reason,
            Details = details,
        };
    }
}
