namespace PenguinMails.KeyIssuance.Operations;

/// <summary>Who caused an operation that a service started. It stands in all of the operation's audit records.</summary>
internal static class OperationCause
{
    /// <summary>Whatever made the successor of a version current has caused the version's retirement.</summary>
    public static async Task<StartOperation> CompleteAsync(DatabaseTransaction transaction, StartOperation request)
    {
        if (request is not { Kind: OperationKind.Retire, OnBehalfOf: null, CampaignId: null } || request.Actor.Role != Roles.Service)
        {
            return request;
        }

        var cause = await transaction.QuerySingleOrDefaultAsync<Cause>(
            """
            select o.actor::text as "Actor", o.on_behalf_of::text as "OnBehalfOf", o.campaign_id as "CampaignId"
            from secret_version v
            cross join lateral (
                select version_id from secret_version
                where secret_id = v.secret_id and number > v.number and promoted_at is not null order by number limit 1) successor
            join operation o on o.secret_id = v.secret_id and o.version_id = successor.version_id
            where v.version_id = @VersionId order by o.started_at limit 1
            """,
            new { request.VersionId });
        return cause is null ? request : request with { OnBehalfOf = cause.Principal, CampaignId = cause.CampaignId };
    }

    public static string? Write(OnBehalfOf? principal) => principal is null ? null : JsonSerializer.Serialize(principal, JsonSerializerOptions.Web);

    public static OnBehalfOf? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<OnBehalfOf>(json, JsonSerializerOptions.Web);

    private sealed record Cause(string Actor, string? OnBehalfOf, Guid? CampaignId)
    {
        public OnBehalfOf? Principal => Read(OnBehalfOf) ?? JsonSerializer.Deserialize<AuditActor>(Actor, JsonSerializerOptions.Web)!.AsPrincipal();
    }
}
