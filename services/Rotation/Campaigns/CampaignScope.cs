namespace PenguinMails.Rotation.Campaigns;

/// <summary>Which secrets a request covers at a moment.</summary>
internal sealed class CampaignScope(RotateAll request, DateTimeOffset now)
{
    /// <summary>The condition on <c>scheduled_secret as s</c>; its parameters are <see cref="Parameters"/>.</summary>
    private const string Matches =
        """
        s.state <> 'ended' and s.current_version_id is not null and (@type = 'all' or s.type = @type)
        and (@scope <> 'overdue' or s.deadline_at < @now)
        and (@scope <> 'selected' or exists (
            select from unnest(@tenants, @types, @names) as wanted (tenant_id, type, name)
            where wanted.tenant_id = s.tenant_id and wanted.type = s.type and wanted.name = s.name))
        """;

    private object Parameters => new
    {
        now,
        type = request.SecretType,
        scope = request.Scope,
        tenants = Wanted(secret => secret.TenantId),
        types = Wanted(secret => secret.Type!),
        names = Wanted(secret => secret.Name!),
    };

    /// <summary>What a campaign would touch.</summary>
    public async Task<ScopeCount> CountAsync(DatabaseTransaction transaction) => (await transaction.QuerySingleOrDefaultAsync<ScopeCount>(
        $"""
        select count(*)::int as Secrets, count(distinct s.tenant_id)::int as Tenants, count(distinct coalesce(t.server, s.tenant_id::text))::int as Servers,
               (count(*) filter (where s.deadline_at < @now))::int as Overdue
        from scheduled_secret s join tenant_schedule t using (tenant_id) where {Matches}
        """,
        Parameters))!;

    /// <summary>Which of the selected secrets cannot be rotated, by their place in the request.</summary>
    public Task<IReadOnlyList<LeftOutSecret>> LeftOutAsync(DatabaseTransaction transaction) => transaction.QueryAsync<LeftOutSecret>(
        $"""
        select (place - 1)::int as Place, s.tenant_id is not null as IsKnown, @type in ('all', asked.type) as IsOfType
        from unnest(@tenants, @types, @names) with ordinality as asked (tenant_id, type, name, place)
        left join scheduled_secret s on s.tenant_id = asked.tenant_id and s.type = asked.type and s.name = asked.name
        where s.tenant_id is null or not ({Matches})
        order by place
        """,
        Parameters);

    /// <summary>Makes the items of a campaign: round-robin over the servers, to spread the load.</summary>
    public Task<int> InsertItemsAsync(DatabaseTransaction transaction, Guid campaignId)
    {
        var parameters = new Dapper.DynamicParameters(Parameters);
        parameters.Add("campaignId", campaignId);
        return transaction.ExecuteAsync(
            $"""
            insert into campaign_item (campaign_id, ordinal, tenant_id, type, name, server, is_canary, state, next_at)
            select @campaignId, row_number() over (order by turn, md5(server || @campaignId::text)), tenant_id, type, name, server, false, 'pending', @now
            from (
                select s.tenant_id, s.type, s.name, coalesce(t.server, s.tenant_id::text) as server,
                       row_number() over (partition by coalesce(t.server, s.tenant_id::text) order by md5(s.tenant_id::text || s.type || s.name)) as turn
                from scheduled_secret s join tenant_schedule t using (tenant_id) where {Matches}) as matching
            """,
            parameters);
    }

    private T[] Wanted<T>(Func<SelectedSecret, T> part) =>
        request.Scope == CampaignScopes.Selected ? [.. request.Secrets!.Select(secret => part(secret!))] : [];
}

/// <summary>What a campaign would touch.</summary>
internal sealed record ScopeCount(int Secrets, int Tenants, int Servers, int Overdue);

/// <summary>A selected secret that the campaign does not rotate.</summary>
internal sealed record LeftOutSecret(int Place, bool IsKnown, bool IsOfType)
{
    public string Cause => !IsOfType ? "Is of another type than 'secretType' says."
        : !IsKnown ? "Is not known: GET /api/v1/admin/secrets/tenant/{tenantId} lists a tenant's secrets."
        : "Has no current version: it was revoked, and can be regenerated.";
}
