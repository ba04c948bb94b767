using PenguinMails.KeyIssuance.ApiKeys.Keys;

namespace PenguinMails.KeyIssuance.ApiKeys.Usage;

/// <summary>Reads how often a key was used.</summary>
internal sealed class UsageQuery(Database database, TimeProvider time)
{
    private const string NoPermission = "none";

    public async Task<Results<Ok<ApiKeyUsage>, ApiProblem>> AnswerAsync(Guid tenantId, Guid keyId, UsageRequest request, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var period = UsagePeriod.Parse(request, time.GetUtcNow(), errors);
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        return Answers.OkOrNotFound(await database.ReadAsync(
            async read => await read.FindApiKeyAsync(tenantId, keyId) is null ? null : await ReadAsync(read, keyId, period), cancellationToken));
    }

    private static async Task<ApiKeyUsage> ReadAsync(DatabaseTransaction read, Guid keyId, UsagePeriod period)
    {
        var parameters = new { keyId, period.From, period.To, period.Interval };
        var buckets = await read.QueryAsync<UsageBucket>(
            """
            select b.at as "From", coalesce(sum(u.requests), 0)::bigint as "Requests", coalesce(sum(u.refused), 0)::bigint as "Refused",
                   coalesce(sum(u.rate_limited), 0)::bigint as "RateLimited"
            from generate_series(@From::timestamptz, @To::timestamptz - interval '1 microsecond', ('1 ' || @Interval)::interval) as b(at)
            left join api_key_usage u on u.key_id = @keyId and u.hour >= b.at and u.hour < b.at + ('1 ' || @Interval)::interval and u.hour < @To
            group by b.at order by b.at
            """,
            parameters);
        var permissions = await read.QueryAsync<(string Permission, long Requests)>(
            """
            select permission, sum(requests)::bigint from api_key_usage where key_id = @keyId and hour >= @From and hour < @To group by permission order by permission
            """,
            parameters);
        return new ApiKeyUsage(
            buckets,
            permissions.ToDictionary(entry => entry.Permission.Length == 0 ? NoPermission : entry.Permission, entry => entry.Requests, StringComparer.Ordinal),
            permissions.Sum(entry => entry.Requests));
    }
}
