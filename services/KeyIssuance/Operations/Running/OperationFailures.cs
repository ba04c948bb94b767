namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Ends operations that cannot succeed: the new version is abandoned, the old one stays, and an alert is raised.</summary>
internal sealed class OperationFailures(IEnumerable<IGivenUpListener> listeners, AuditTrail trail, TimeProvider time)
{
    /// <summary>
    /// Begins an operation's roll-back. It gets a new fence, so that an installation that is still on its way to the target comes too late
    /// there.
    /// </summary>
    /// <returns>Always true, "the operation has a next step".</returns>
    public async Task<bool> BeginRollBackAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'failed', error = @detail, finished_at = @now
            where operation_id = @OperationId and name = @Step;
            insert into operation_step (operation_id, ordinal, name, status)
            select @OperationId, max(ordinal) + 1, @RollBack, 'pending' from operation_step where operation_id = @OperationId;
            update operation set step = @RollBack, attempts = 0, waiting_for = null, fence = default, failure_code = @code, failure_detail = @detail,
                                 error_code = @code, error_detail = @detail
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, OperationPlans.RollBack, code, detail, now = time.GetUtcNow() });
        return true;
    }

    /// <summary>Ends an operation that was rolled back.</summary>
    /// <returns>Always false, "the operation has no next step".</returns>
    public async Task<bool> EndAsync(DatabaseTransaction transaction, Operation operation, StepResult.RolledBack rolledBack)
    {
        var (now, residue) = (time.GetUtcNow(), rolledBack.Residue);
        var (code, cause) = (operation.Row.FailureCode!, operation.Row.FailureDetail!);
        var detail = (residue, rolledBack.KeepsMaterial) switch
        {
            (null, _) => cause,
            (_, true) => $"{cause} The new version's material could not be destroyed and stays in Vault until the next operation ({residue}).",
            _ => $"{cause} {operation.Type.ResidueOf(residue)}",
        };
        var nextAction = NextAction(operation, code);
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'rolled_back' where operation_id = @OperationId and status = 'succeeded'
              and ordinal >= (select ordinal from operation_step where operation_id = @OperationId and name = @Stage);
            update operation_step set status = 'succeeded', error = @residue, finished_at = @now
            where operation_id = @OperationId and name = @RollBack;
            update operation set status = 'failed', step = coalesce((select name from operation_step where operation_id = @OperationId and status = 'failed'
                                                                     order by ordinal limit 1), step),
                                 error_code = @code, error_detail = @explained, finished_at = @now, lease_owner = null, lease_until = null
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, OperationPlans.RollBack, OperationPlans.Stage, residue, code, explained = $"{detail} {nextAction}", now });
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

    /// <summary>Ends an operation that is given up.</summary>
    /// <returns>Always false, "the operation has no next step".</returns>
    public async Task<bool> GiveUpAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        await transaction.ExecuteAsync(
            """
            update operation_step set status = 'failed', error = @detail, finished_at = @now where operation_id = @OperationId and name = @Step;
            update operation set status = 'failed', error_code = @code, error_detail = @detail, finished_at = @now, lease_owner = null, lease_until = null
            where operation_id = @OperationId;
            """,
            new { operation.Row.OperationId, operation.Row.Step, code, detail, now = time.GetUtcNow() });
        foreach (var listener in listeners)
        {
            await listener.GivenUpAsync(transaction, operation.Row.OperationId, detail);
        }

        await trail.RecordAsync(transaction, operation.Actor, operation.Audit(AuditOutcomes.Failed) with { Code = code });
        KeyIssuanceTelemetry.Ended(operation.Row.Type, operation.Row.Kind, "failed");
        return false;
    }

    public Task AlertAsync(DatabaseTransaction transaction, Operation operation, string code, string detail)
    {
        var incident = operation.Type.IncidentOf(code);
        var kind = incident ?? $"operation.{operation.Row.Kind}_failing";
        var isCritical = incident is not null || !OperationPlans.MakesVersion(operation.Kind) || OperationPlans.EndsAtOnce(operation.Kind);
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
        var descriptor = operation.Type.Descriptor;
        if (operation.Type.NextStepFor(code) is { } advice)
        {
            return advice;
        }

        if (!OperationPlans.MakesVersion(operation.Kind))
        {
            return $"It goes on by itself; make the {descriptor.TargetNoun} reachable, or abandon it if it is lost.";
        }

        if (operation.Row.Step != OperationPlans.RollBack && !OperationPlans.CanRollBack(operation.Kind, operation.Row.Step))
        {
            return OperationPlans.EndsAtOnce(operation.Kind)
                ? "It goes on by itself when the cause is gone."
                : $"It goes on by itself when the cause is gone; the new {descriptor.Noun} works already.";
        }

        var state = operation.Current is null ? "Nothing has been issued." : $"The old {descriptor.Noun} works as before.";
        return code is "server_unreachable" or "server_failed"
            ? $"Make the {descriptor.TargetNoun} reachable and try again. {state}"
            : $"Correct the cause and try again. {state}";
    }
}

internal static class OperationAudit
{
    /// <summary>The audit entry of a step, or of the whole operation when no step is named.</summary>
    public static AuditEntry Audit(this Operation operation, string outcome, string? step = null)
    {
        var action = AuditActions.Of(operation.Type, operation.Kind);
        var trigger = ("trigger", operation.Row.Trigger);
        var details = operation.Version?.Describe(trigger) ?? new Dictionary<string, string>(StringComparer.Ordinal) { [trigger.Item1] = trigger.Item2 };
        if (operation.Row.ApprovalId is { } approvalId)
        {
            details["approvalId"] = $"{approvalId}";
        }

        return new AuditEntry(step is null ? action : $"{action}.{step}", outcome)
        {
            Secret = operation.Secret,
            VersionId = operation.Row.VersionId,
            CorrelationId = operation.Row.OperationId,
            Reason = operation.Row.Reason,
            Details = details,
            OnBehalfOf = operation.OnBehalfOf,
            CampaignId = operation.Row.CampaignId,
        };
    }
}
