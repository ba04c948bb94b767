namespace PenguinMails.Rotation.Campaigns;

/// <summary>Starts campaigns after the caller has confirmed their scope.</summary>
internal sealed class CampaignRequests(AuditTrail trail, TimeProvider time)
{
    private const int MaxUnfinished = 10;
    private const int DefaultConcurrency = 8;
    private const int DefaultPerServer = 2;
    private const int DefaultMaxFailurePercent = 10;

    /// <returns>The accepted campaign, that there is nothing to rotate, or the problem that kept it from starting.</returns>
    public async Task<IResult> StartAsync(DatabaseTransaction transaction, RotateAll request, AuditActor actor)
    {
        var now = time.GetUtcNow();
        var scope = new CampaignScope(request, now);
        if (request.Scope == CampaignScopes.Selected && await scope.LeftOutAsync(transaction) is { Count: > 0 } leftOut)
        {
            var errors = new FieldErrors();
            foreach (var secret in leftOut)
            {
                errors.Require(false, $"secrets[{secret.Place}]", secret.Cause);
            }

            return errors.ToProblem();
        }

        var count = await scope.CountAsync(transaction);
        if (count.Secrets == 0)
        {
            return TypedResults.Ok(new NothingToRotate(0));
        }

        if (request.Confirm != true)
        {
            return Unconfirmed(count);
        }

        // One at a time decides, so that the limit holds.
        await transaction.ExecuteAsync("lock table campaign in share row exclusive mode");
        return await transaction.ScalarAsync<int>("select count(*) from campaign where finished_at is null") >= MaxUnfinished
            ? new ApiProblem(ProblemCatalog.TooManyCampaigns)
            : await BeginAsync(transaction, request, scope, actor, now);
    }

    private static ApiProblem Unconfirmed(ScopeCount count) => new(ProblemCatalog.ConfirmationRequired)
    {
        Detail = $"This rotates {count.Secrets} secrets of {count.Tenants} tenants on {count.Servers} servers. {ProblemCatalog.ConfirmationRequired.NextStep}",
        Extensions = new()
        {
            ["secrets"] = count.Secrets,
            ["tenants"] = count.Tenants,
            ["servers"] = count.Servers,
            ["overdue"] = count.Overdue,
        },
    };

    private async Task<CampaignAccepted> BeginAsync(
        DatabaseTransaction transaction, RotateAll request, CampaignScope scope, AuditActor actor, DateTimeOffset now)
    {
        var campaignId = Guid.CreateVersion7(now);
        await transaction.ExecuteAsync(
            """
            insert into campaign (campaign_id, secret_type, scope, reason, actor, state, grace_period, canary_size, concurrency, per_server,
                                  max_failure_percent, total, created_at, resumed_at)
            values (@campaignId, @SecretType, @Scope, @Reason, @actor::jsonb, 'running', @Grace, 0, @concurrency, @perServer, @maxFailurePercent, 0, @now, @now)
            """,
            new
            {
                campaignId,
                request.SecretType,
                request.Scope,
                request.Reason,
                actor = JsonSerializer.Serialize(actor, JsonSerializerOptions.Web),
                request.Grace,
                concurrency = request.Concurrency ?? DefaultConcurrency,
                perServer = request.PerServer ?? DefaultPerServer,
                maxFailurePercent = request.MaxFailurePercent ?? DefaultMaxFailurePercent,
                now,
            });
        var total = await scope.InsertItemsAsync(transaction, campaignId);
        var canarySize = request.Canary is { } percent ? (int)Math.Ceiling(total * percent / 100.0) : 0;
        await transaction.ExecuteAsync(
            """
            update campaign set total = @total, canary_size = @canarySize, state = case when @canarySize > 0 then 'canary' else 'running' end
            where campaign_id = @campaignId;
            update campaign_item set is_canary = true where campaign_id = @campaignId and ordinal <= @canarySize
            """,
            new { campaignId, total, canarySize });
        await trail.RecordAsync(transaction, actor, new AuditEntry("campaign.start", AuditOutcomes.Success)
        {
            CorrelationId = campaignId,
            CampaignId = campaignId,
            Reason = request.Reason,
            Details = new()
            {
                ["secretType"] = request.SecretType!,
                ["scope"] = request.Scope!,
                ["secrets"] = $"{total}",
                ["canary"] = $"{canarySize}",
            },
        });
        return new CampaignAccepted(campaignId, total) { Location = $"{CampaignEndpoints.Root}/{campaignId}" };
    }
}
