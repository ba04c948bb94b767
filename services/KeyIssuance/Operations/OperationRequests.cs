using System.Diagnostics;
using System.Text.Json;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Operations;

/// <summary>Starts operations. The row, its steps and its audit intent are the caller's transaction; a worker does the rest.</summary>
public sealed class OperationRequests(AuditTrail trail, OperationSignal signal, TimeProvider time)
{
    public async Task<StartOutcome> StartAsync(DatabaseTransaction transaction, StartOperation request)
    {
        // One request at a time per secret; the partial unique index would find a race too, as an error.
        var secretId = await transaction.ScalarAsync<Guid?>(
            "select secret_id from secret where tenant_id = @TenantId and type = @Type and name = @Name for update", request.Secret);
        if (secretId is null)
        {
            return await RefusedAsync(transaction, request, new StartOutcome.NoSuchSecret(), ProblemCatalog.NotFound);
        }

        var running = await transaction.QuerySingleOrDefaultAsync<RunningOperation>(
            """
            select operation_id as "OperationId", kind as "Kind" from operation
            where secret_id = @secretId and status in ('pending', 'running')
            """,
            new { secretId });
        var versions = await SecretVersions.AllAsync(transaction, secretId.Value);
        switch (request.Kind)
        {
            case OperationKind.Revoke when running is null or { Kind: not "revoke" }:
                if (!versions.Any(IsLive))
                {
                    return await RefusedAsync(transaction, request, new StartOutcome.NoActiveKey(), ProblemCatalog.NoActiveKey);
                }

                await SupersedeAsync(transaction, running);
                foreach (var version in versions.Where(IsLive))
                {
                    await SecretVersions.BeginRevocationAsync(transaction, version.VersionId);
                }

                break;
            case var _ when running is not null:
                return await RefusedAsync(
                    transaction, request, new StartOutcome.InProgress(running.OperationId), ProblemCatalog.OperationInProgress);
            case OperationKind.Rotate when !versions.Any(version => version.Is(VersionState.Current)):
            case OperationKind.Retire when !versions.Any(version => version.VersionId == request.VersionId && version.Is(VersionState.Retiring)):
                return await RefusedAsync(transaction, request, new StartOutcome.NoActiveKey(), ProblemCatalog.NoActiveKey);
            case OperationKind.Regenerate when versions.Any(IsLive) || !versions.Any(version => version.Is(VersionState.Revoked)):
            case OperationKind.Issue or OperationKind.Enroll when versions.Any(IsLive):
                return await RefusedAsync(transaction, request, new StartOutcome.KeyStillActive(), ProblemCatalog.KeyStillActive);
        }

        return new StartOutcome.Started(await InsertAsync(transaction, request, secretId.Value));
    }

    private static bool IsLive(SecretVersion version) =>
        version.Is(VersionState.Revoking) || VersionTransitions.SourcesOf(VersionState.Revoking).Any(version.Is);

    private async Task<Guid> InsertAsync(DatabaseTransaction transaction, StartOperation request, Guid secretId)
    {
        var now = time.GetUtcNow();
        var operationId = Guid.CreateVersion7(now);
        var steps = OperationPlans.StepsOf(request.Kind);
        await transaction.ExecuteAsync(
            """
            insert into operation (operation_id, secret_id, tenant_id, kind, status, step, version_id, triggered_by, trigger, reason, actor,
                                   grace_period, trace_parent, started_at, not_before)
            values (@operationId, @secretId, @TenantId, @kind, 'pending', @step, @VersionId, @TriggeredBy, @Trigger, @Reason, @actor::jsonb,
                    @GracePeriod, @traceParent, @now, @now)
            """,
            new
            {
                operationId,
                secretId,
                request.Secret.TenantId,
                kind = request.Kind.Name(),
                step = steps[0],
                request.VersionId,
                request.TriggeredBy,
                request.Trigger,
                request.Reason,
                actor = JsonSerializer.Serialize(request.Actor, JsonSerializerOptions.Web),
                request.GracePeriod,
                traceParent = Activity.Current?.Id,
                now,
            });
        await transaction.ExecuteAsync(
            """
            insert into operation_step (operation_id, ordinal, name, status)
            select @operationId, ordinal, name, 'pending' from unnest(@steps) with ordinality as s(name, ordinal)
            """,
            new { operationId, steps = steps.ToArray() });
        await trail.RecordAsync(transaction, request.Actor, Entry(request, AuditOutcomes.Intent) with { CorrelationId = operationId });
        signal.Raise();
        return operationId;
    }

    private async Task SupersedeAsync(DatabaseTransaction transaction, RunningOperation? running)
    {
        if (running is null)
        {
            return;
        }

        const string Detail = "A revocation took its place.";
        await transaction.ExecuteAsync(
            """
            update operation set status = 'failed', error_code = 'superseded_by_revocation', error_detail = @Detail, finished_at = @now,
                                 lease_owner = null, lease_until = null
            where operation_id = @OperationId;
            update operation_step set status = 'failed', error = @Detail, finished_at = @now
            where operation_id = @OperationId and status in ('pending', 'running');
            """,
            new { running.OperationId, Detail, now = time.GetUtcNow() });
    }

    private async Task<StartOutcome> RefusedAsync(
        DatabaseTransaction transaction, StartOperation request, StartOutcome outcome, ProblemKind problem)
    {
        await trail.RecordAsync(transaction, request.Actor, Entry(request, AuditOutcomes.Refused) with { Code = problem.Code });
        return outcome;
    }

    private static AuditEntry Entry(StartOperation request, string outcome) =>
        new(AuditActions.Of(request.Secret.Type, request.Kind), outcome)
        {
            Secret = request.Secret,
            VersionId = request.VersionId,
            Reason = request.Reason,
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["trigger"] = request.Trigger },
        };

    private sealed record RunningOperation(Guid OperationId, string Kind);
}

/// <summary>Names of audited actions.</summary>
internal static class AuditActions
{
    public static string Of(string type, OperationKind kind) => $"{(type == SecretTypes.Ssh ? "ssh_key" : type)}.{kind.Name()}";
}
