using System.Diagnostics;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Ends operations that cannot succeed: the new version is abandoned, the old one stays, and everybody who must know is told.</summary>
internal sealed class OperationFailures(AuditTrail trail, TimeProvider time)
{
    /// <summary>Returns false: there is no next step. Whatever lies on the target is removed by the next installation.</summary>
    public async Task<bool> EndAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        var now = time.GetUtcNow();
        var nextAction = NextAction(operation, code);
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'failed', error = @detail, finished_at = @now
            where operation_id = @OperationId and name = @Step;
            update operation_step set status = 'rolled_back' where operation_id = @OperationId and status = 'succeeded';
            update operation set status = 'failed', error_code = @code, error_detail = @explained, finished_at = @now,
                                 lease_owner = null, lease_until = null
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, code, detail, explained = $"{detail} {nextAction}", now });
        if (operation.Version is { } version && !version.Is(VersionState.Current))
        {
            await SecretVersions.AbandonAsync(transaction, version.VersionId, now);
        }

        if (operation.Kind == OperationKind.Rotate)
        {
            await transaction.PublishAsync(new SecretRotationFailed(
                operation.Secret, operation.Row.OperationId, operation.Row.TriggeredBy, code, $"{detail} {nextAction}", now));
        }

        await AlertAsync(transaction, operation, code, detail);
        await trail.RecordAsync(transaction, operation.Actor, operation.Audit(AuditOutcomes.Failed) with { Code = code });
        KeyIssuanceTelemetry.Ended(operation.Row.Kind, "failed");
        return false;
    }

    public Task AlertAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        var kind = code == "host_key_changed" ? "ssh.host_key_changed" : $"operation.{operation.Row.Kind}_failing";
        var isCritical = code == "host_key_changed" || operation.Kind is OperationKind.Revoke or OperationKind.Retire;
        return transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(time.GetUtcNow()),
            kind,
            isCritical ? AlertSeverities.Critical : AlertSeverities.Warning,
            $"{kind}:{operation.Row.SecretId}",
            operation.Secret.TenantId,
            operation.Secret,
            $"{operation.Row.Kind} of {operation.Secret} at step {operation.Row.Step}: {detail}",
            NextAction(operation, code),
            Activity.Current?.TraceId.ToHexString(),
            time.GetUtcNow()));
    }

    private static string NextAction(Operation operation, string code) => code switch
    {
        "host_key_changed" => "Find out why the server shows another host key; if it was reinstalled, abandon it and enrol it anew.",
        "overtaken" => "Follow the newer operation.",
        _ when operation.Kind is OperationKind.Revoke or OperationKind.Retire =>
            "It goes on by itself; make the server reachable, or abandon it if it is lost.",
        "server_unreachable" or "server_failed" => "Make the server reachable and try again; the old key works as before.",
        _ => "Correct the cause and try again; the old key works as before.",
    };
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
