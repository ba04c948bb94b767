using System.Diagnostics;
using System.Text.Json;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.KeyIssuance.Operations;

/// <summary>Starts operations. The row, its steps and its audit intent are the caller's transaction; a worker does the rest.</summary>
public sealed class OperationRequests(AuditTrail trail, TimeProvider time)
{
    public async Task<StartOutcome> StartAsync(DatabaseTransaction transaction, StartOperation request)
    {
        // One request at a time per secret; the partial unique index would find a race too, as an error.
        var subject = await transaction.QuerySingleOrDefaultAsync<Subject>(
            """
            select s.secret_id as "SecretId", s.server_id as "ServerId", t.enrolled_at is not null as "IsEnrolled", v.state = 'abandoned' as "IsServerLost"
            from secret s join tenant t on t.tenant_id = s.tenant_id join server v on v.server_id = s.server_id
            where s.tenant_id = @TenantId and s.type = @Type and s.name = @Name for update of s
            """,
            request.Secret);
        if (subject is null)
        {
            return await RefusedAsync(transaction, request, new StartOutcome.NoSuchSecret(), ProblemCatalog.NotFound);
        }

        var running = await RunningOperation.FindAsync(transaction, subject.SecretId);
        var versions = await SecretVersions.AllAsync(transaction, subject.SecretId);
        switch (Obstacle(request, subject, running, versions))
        {
            case StartOutcome.InProgress inProgress:
                return await RefusedAsync(transaction, request, inProgress, ProblemCatalog.OperationInProgress);
            case StartOutcome.KeyStillActive stillActive:
                return await RefusedAsync(transaction, request, stillActive, ProblemCatalog.KeyStillActive);
            case StartOutcome.NoActiveKey noActiveKey:
                return await RefusedAsync(transaction, request, noActiveKey, ProblemCatalog.NoActiveKey);
            case StartOutcome.NoGracePeriod noGracePeriod:
                return await RefusedAsync(transaction, request, noGracePeriod, ProblemCatalog.NoGracePeriod);
            case StartOutcome.NoServer noServer:
                return await RefusedAsync(transaction, request, noServer, ProblemCatalog.NoServer);
        }

        switch (request.Kind)
        {
            case OperationKind.Revoke:
                await EndAtOnceAsync(transaction, request, request.Secret, running, versions);
                break;
            case OperationKind.Abandon:
                await EndAllAtOnceAsync(transaction, request, subject);
                break;
        }

        return new StartOutcome.Started(await InsertAsync(transaction, request, subject.SecretId));
    }

    /// <summary>Why the operation cannot start now; null when it can.</summary>
    private static StartOutcome? Obstacle(
        StartOperation request, Subject secret, RunningOperation? running, IReadOnlyList<SecretVersion> versions)
    {
        var isAnyLive = versions.Any(version => version.IsLive);
        if (request.Kind == OperationKind.Revoke && running is null or { Kind: not OperationKind.Revoke })
        {
            // A running operation may be about to make a version live.
            return secret.IsServerLost ? new StartOutcome.NoServer() : isAnyLive || (running is not null && OperationPlans.MakesVersion(running.Kind)) ? null : new StartOutcome.NoActiveKey();
        }

        return request.Kind switch
        {
            _ when secret.IsServerLost && request.Kind != OperationKind.Enroll => new StartOutcome.NoServer(),
            OperationKind.Abandon when running is null or { Kind: not OperationKind.Abandon } => null,
            _ when running is not null => new StartOutcome.InProgress(running.OperationId, running.Kind),
            OperationKind.Rotate when !versions.Any(version => version.Is(VersionState.Current)) => new StartOutcome.NoActiveKey(),
            OperationKind.Retire when !versions.Any(version => version.VersionId == request.VersionId && version.Is(VersionState.Retiring)) =>
                new StartOutcome.NoGracePeriod(),
            OperationKind.Issue or OperationKind.Enroll or OperationKind.Regenerate when isAnyLive => new StartOutcome.KeyStillActive(),
            // Of a server that is being given up.
            OperationKind.Repair when versions.Any(version => version.Is(VersionState.Revoking)) => new StartOutcome.NoServer(),
            OperationKind.Regenerate when !secret.IsEnrolled => new StartOutcome.NoActiveKey(),
            _ => null,
        };
    }

    /// <summary>The same for every secret on the server.</summary>
    private async Task EndAllAtOnceAsync(DatabaseTransaction transaction, StartOperation request, Subject subject)
    {
        var secrets = await transaction.QueryAsync<NamedSecret>(
            """
            select secret_id as "SecretId", type as "Type", name as "Name" from secret where server_id = @ServerId order by secret_id for update
            """,
            subject);
        foreach (var secret in secrets)
        {
            await EndAtOnceAsync(
                transaction,
                request,
                new SecretReference(request.Secret.TenantId, secret.Type, secret.Name),
                await RunningOperation.FindAsync(transaction, secret.SecretId),
                await SecretVersions.AllAsync(transaction, secret.SecretId));
        }
    }

    /// <summary>Takes the place of what runs, and ends downloads: nobody gets a version that is being ended.</summary>
    private async Task EndAtOnceAsync(
        DatabaseTransaction transaction, StartOperation request, SecretReference secret, RunningOperation? running, IReadOnlyList<SecretVersion> versions)
    {
        if (running is not null)
        {
            await running.SupersedeAsync(transaction, secret, request.Kind, trail, time.GetUtcNow());
        }

        foreach (var version in versions.Where(version => version.IsLive))
        {
            await SecretVersions.BeginRevocationAsync(transaction, version.VersionId);
        }
    }

    private async Task<Guid> InsertAsync(DatabaseTransaction transaction, StartOperation request, Guid secretId)
    {
        var now = time.GetUtcNow();
        var operationId = Guid.CreateVersion7(now);
        var steps = OperationPlans.StepsOf(request.Kind, request.Secret.OpensTarget());
        await transaction.ExecuteAsync(
            """
            insert into operation (operation_id, secret_id, tenant_id, kind, status, step, version_id, triggered_by, trigger, reason, actor,
                                   grace_period, request_id, trace_parent, started_at, not_before)
            values (@operationId, @secretId, @TenantId, @kind, 'pending', @step, @VersionId, @TriggeredBy, @Trigger, @Reason, @actor::jsonb,
                    @GracePeriod, @RequestId, @traceParent, @now, now())
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
                request.RequestId,
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
        return operationId;
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

    private sealed record Subject(Guid SecretId, Guid ServerId, bool IsEnrolled, bool IsServerLost);

    private sealed record NamedSecret(Guid SecretId, string Type, string Name);
}

/// <summary>Names of audited actions.</summary>
internal static class AuditActions
{
    public static string Of(string type, OperationKind kind) => $"{(type == SecretTypes.Ssh ? "ssh_key" : type)}.{kind.Name()}";
}
