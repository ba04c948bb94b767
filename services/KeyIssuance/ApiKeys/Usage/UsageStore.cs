namespace PenguinMails.KeyIssuance.ApiKeys.Usage;

/// <summary>Adds what instances have counted, each batch once.</summary>
internal sealed class UsageStore(Database database, AuditTrail trail, TimeProvider time) : IUsageSink
{
    // Longer than anybody sends a batch again.
    private static readonly TimeSpan RememberSources = TimeSpan.FromDays(30);

    private static readonly JsonSerializerOptions Columns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public Task StoreAsync(UsageBatch batch, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            if (await IsFirstAsync(transaction, batch))
            {
                await AddAsync(transaction, batch.Entries);
            }
        },
        cancellationToken);

    /// <summary>Forgets usage of before that time, and processes that have long ended.</summary>
    public Task SweepAsync(DateTimeOffset before, CancellationToken cancellationToken) => database.InTransactionAsync(
        transaction => transaction.ExecuteAsync(
            "delete from api_key_usage where hour < @before; delete from api_key_usage_source where received_at < @ended",
            new { before, ended = time.GetUtcNow() - RememberSources }),
        cancellationToken);

    private async Task<bool> IsFirstAsync(DatabaseTransaction transaction, UsageBatch batch) => await transaction.ExecuteAsync(
        """
        insert into api_key_usage_source as known (instance, last_number, received_at) values (@Instance, @Number, @now)
        on conflict (instance) do update set last_number = excluded.last_number, received_at = excluded.received_at
        where known.last_number < excluded.last_number
        """,
        new { batch.Instance, batch.Number, now = time.GetUtcNow() }) > 0;

    // Keys that are unknown here belong to nobody. Rows are changed in one order, so that two batches never wait for each other.
    private async Task AddAsync(DatabaseTransaction transaction, IReadOnlyList<KeyUsage> entries)
    {
        var counted = new { counted = JsonSerializer.Serialize(entries, Columns) };
        await transaction.ExecuteAsync(
            $"""
            with counted as ({Counted}), held as (
                select k.key_id from api_key k where k.key_id in (select key_id from counted) order by k.key_id for update)
            update api_key k set request_count = k.request_count + c.requests,
                last_used_from = case when c.last_used_at > coalesce(k.last_used_at, '-infinity') then c.last_used_from else k.last_used_from end,
                last_used_at = greatest(k.last_used_at, c.last_used_at)
            from (select key_id, sum(requests) as requests, max(last_used_at) as last_used_at,
                         (array_agg(last_used_from order by last_used_at desc nulls last))[1] as last_used_from
                  from counted group by key_id) c
            where k.key_id = c.key_id and k.key_id in (select key_id from held)
            """,
            counted);
        var refused = await transaction.QueryAsync<FirstRefusal>(
            $"""
            with counted as ({Counted}), sums as (
                select c.key_id, date_trunc('hour', c.hour, 'UTC') as hour, c.permission, sum(c.requests) as requests, sum(c.refused) as refused,
                       sum(c.rate_limited) as rate_limited
                from counted c join api_key k using (key_id) group by 1, 2, 3),
            added as (
                insert into api_key_usage as known (key_id, hour, permission, requests, refused, rate_limited)
                select key_id, hour, permission, requests, refused, rate_limited from sums order by key_id, hour, permission
                on conflict (key_id, hour, permission) do update set
                    requests = known.requests + excluded.requests, refused = known.refused + excluded.refused, rate_limited = known.rate_limited + excluded.rate_limited
                returning key_id, hour, permission, refused)
            select k.key_id as "KeyId", k.tenant_id as "TenantId", a.hour as "Hour", a.permission as "Permission"
            from added a join sums s using (key_id, hour, permission) join api_key k using (key_id) where s.refused > 0 and a.refused = s.refused
            """,
            counted);
        foreach (var refusal in refused)
        {
            await RecordAsync(transaction, refusal);
        }
    }

    // The gateway, which refused them, records nothing; once an hour of each key and permission is enough to be seen. How many, the usage says.
    private Task RecordAsync(DatabaseTransaction transaction, FirstRefusal refusal) => trail.RecordAsync(
        transaction,
        new AuditActor(refusal.KeyId, $"{PlainTextApiKey.Prefix}{refusal.KeyId:N}", ApiKeyRole.Name, null, null, null),
        new AuditEntry("api_key.use", AuditOutcomes.Refused)
        {
            Secret = new SecretReference(refusal.TenantId, ApiKeySecrets.Type, $"{refusal.KeyId}"),
            VersionId = refusal.KeyId,
            Details = new(StringComparer.Ordinal)
            {
                ["permission"] = refusal.Permission.Length == 0 ? "none" : refusal.Permission,
                ["hour"] = refusal.Hour.ToString("O", CultureInfo.InvariantCulture),
            },
        });

    private sealed record FirstRefusal(Guid KeyId, Guid TenantId, DateTimeOffset Hour, string Permission);

    private const string Counted =
        """
        select * from jsonb_to_recordset(@counted::jsonb) as entry(
            key_id uuid, hour timestamptz, permission text, requests bigint, refused bigint, rate_limited bigint, last_used_at timestamptz, last_used_from text)
        """;
}
