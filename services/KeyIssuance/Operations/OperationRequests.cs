namespace PenguinMails.KeyIssuance.Operations;

/// <summary>Starts operations. The row, its steps and its audit intent are the caller's transaction; a worker does the rest.</summary>
public sealed class OperationRequests(SecretTypeCatalog types, AuditTrail trail, TimeProvider time)
{
    public async Task<StartOutcome> StartAsync(DatabaseTransaction transaction, StartOperation request)
    {
        request = await OperationCause.CompleteAsync(transaction, request);

        // One request at a time per secret; the partial unique index would find a race too, as an error.
        var subject = await transaction.QuerySingleOrDefaultAsync<Subject>(
            """
            select s.secret_id as "SecretId", s.server_id as "ServerId", t.enrolled_at is not null as "IsEnrolled", s.deleted_at is not null as "IsDeleted",
                   coalesce(v.state = 'abandoned', false) as "IsServerLost"
            from secret s join tenant t on t.tenant_id = s.tenant_id left join server v on v.server_id = s.server_id
            where s.tenant_id = @TenantId and s.type = @Type and s.name = @Name for update of s
            """,
            request.Secret);
        if (subject is null || types.Find(request.Secret.Type) is not { } type)
        {
            return await RefuseAsync(transaction, request, new StartOutcome.NoSuchSecret());
        }

        var running = await RunningOperation.FindAsync(transaction, subject.SecretId);
        var versions = await SecretVersions.AllAsync(transaction, subject.SecretId);
        if (Obstacle(request, subject, running, versions) is { } refused)
        {
            return await RefuseAsync(transaction, request, refused);
        }

        if (request.Kind == OperationKind.Regenerate)
        {
            await transaction.ExecuteAsync("update secret set deleted_at = null where secret_id = @SecretId", subject);
        }

        if (OperationPlans.EndsAtOnce(request.Kind))
        {
            await EndAtOnceAsync(transaction, request, request.Secret, running, versions);
        }
        else if (request.Kind == OperationKind.Abandon)
        {
            await EndAllOnServerAsync(transaction, request, subject);
        }

        // Of what has ended already, the secret itself is left. What a running operation has installed by now has not ended.
        var isOnlyMarked = request.Kind == OperationKind.Delete
            && (subject.IsServerLost || (running is null && !versions.Any(version => version.IsLive)));
        var steps = isOnlyMarked ? [OperationPlans.Delete] : OperationPlans.StepsOf(request.Kind, type, request.Secret.Name);
        return new StartOutcome.Started(await InsertAsync(transaction, request, steps, subject.SecretId));
    }

    /// <returns>Why the operation cannot start now; null when it can.</returns>
    private static StartOutcome.Refused? Obstacle(
        StartOperation request, Subject secret, RunningOperation? running, IReadOnlyList<SecretVersion> versions)
    {
        if (secret.IsDeleted && !(request.Kind == OperationKind.Regenerate && request.Trigger == StartOperation.ByAdmin))
        {
            return new StartOutcome.Deleted();
        }

        if (request.Kind == OperationKind.Delete)
        {
            return running?.Kind == OperationKind.Delete ? new StartOutcome.InProgress(running.OperationId, running.Kind) : null;
        }

        var isAnyLive = versions.Any(version => version.IsLive);
        if (OperationPlans.EndsAtOnce(request.Kind) && (running is null || OperationPlans.Supersedes(request.Kind, running.Kind)))
        {
            // A running operation may be about to make a version live.
            return secret.IsServerLost ? new StartOutcome.NoServer()
                : isAnyLive || (running is not null && OperationPlans.MakesVersion(running.Kind)) ? null
                : request.Kind == OperationKind.Revoke && versions.Any(version => version.Is(VersionState.Revoked)) ? new StartOutcome.AlreadyRevoked()
                : new StartOutcome.NoActiveKey();
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
            // The server is being given up.
            OperationKind.Repair when versions.Any(version => version.Is(VersionState.Revoking)) => new StartOutcome.NoServer(),
            OperationKind.Regenerate when !secret.IsEnrolled => new StartOutcome.NoActiveKey(),
            _ => null,
        };
    }

    /// <summary>Ends every secret on the server at once.</summary>
    private async Task EndAllOnServerAsync(DatabaseTransaction transaction, StartOperation request, Subject subject)
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

    /// <summary>Supersedes the running operation, and ends reveals: nobody gets a version that is being ended.</summary>
    private async Task EndAtOnceAsync(
        DatabaseTransaction transaction, StartOperation request, SecretReference secret, RunningOperation? running, IReadOnlyList<SecretVersion> versions)
    {
        if (running is not null)
        {
            await running.SupersedeAsync(transaction, secret, request.Kind, types, trail, time.GetUtcNow());
        }

        foreach (var version in versions.Where(version => version.IsLive))
        {
            await SecretVersions.BeginRevocationAsync(transaction, version.VersionId);
        }
    }

    private async Task<Guid> InsertAsync(DatabaseTransaction transaction, StartOperation request, IReadOnlyList<string> steps, Guid secretId)
    {
        var now = time.GetUtcNow();
        var operationId = Guid.CreateVersion7(now);
        await transaction.ExecuteAsync(
            """
            insert into operation (operation_id, secret_id, tenant_id, kind, status, step, version_id, triggered_by, trigger, reason, actor,
                                   grace_period, request_id, approval_id, on_behalf_of, campaign_id, trace_parent, started_at, not_before)
            values (@operationId, @secretId, @TenantId, @kind, 'pending', @step, @VersionId, @TriggeredBy, @Trigger, @Reason, @actor::jsonb,
                    @GracePeriod, @RequestId, @ApprovalId, @onBehalfOf::jsonb, @CampaignId, @traceParent, @now, now())
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
                request.ApprovalId,
                onBehalfOf = OperationCause.Write(request.OnBehalfOf),
                request.CampaignId,
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

    /// <summary>Records that a request was refused.</summary>
    public async Task<StartOutcome> RefuseAsync(DatabaseTransaction transaction, StartOperation request, StartOutcome.Refused outcome)
    {
        await trail.RecordAsync(transaction, request.Actor, Entry(request, AuditOutcomes.Refused) with { Code = outcome.Problem.Code });
        return outcome;
    }

    private AuditEntry Entry(StartOperation request, string outcome) =>
        new(AuditActions.Of(types, request.Secret.Type, request.Kind), outcome)
        {
            Secret = request.Secret,
            VersionId = request.VersionId,
            Reason = request.Reason,
            Details = DetailsOf(request),
            OnBehalfOf = request.OnBehalfOf,
            CampaignId = request.CampaignId,
        };

    private static Dictionary<string, string> DetailsOf(StartOperation request)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["trigger"] = request.Trigger };
        if (request.IncidentId is { } incidentId)
        {
            details["incidentId"] = incidentId;
        }

        if (request.ApprovalId is { } approvalId)
        {
            details["approvalId"] = $"{approvalId}";
        }

        return details;
    }

    private sealed record Subject(Guid SecretId, Guid? ServerId, bool IsEnrolled, bool IsDeleted, bool IsServerLost);

    private sealed record NamedSecret(Guid SecretId, string Type, string Name);
}

/// <summary>
/// Names of audited actions. An emergency reset is recorded as a regeneration with the trigger <c>emergency</c>: reports and detectors ask
/// what replaced a version, and that is the same.
/// </summary>
internal static class AuditActions
{
    public static string Of(SecretTypeCatalog types, string type, OperationKind kind) => $"{types.AuditPrefixOf(type)}.{VerbOf(kind)}";

    public static string Of(SecretType type, OperationKind kind) => $"{type.Descriptor.AuditPrefix}.{VerbOf(kind)}";

    private static string VerbOf(OperationKind kind) => (kind == OperationKind.Reset ? OperationKind.Regenerate : kind).Name();
}
