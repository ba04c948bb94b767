namespace PenguinMails.KeyIssuance.ApiKeys.Admission;

/// <summary>Gives out what keys may do in the present minute of the database's clock: never more than their limit, however many instances ask.</summary>
internal sealed class AllowanceStore(Database database) : IAllowanceSource
{
    public async Task<Allowance> TakeAsync(AllowanceRequest request, CancellationToken cancellationToken) =>
        // The row is locked while it is changed: two who ask at a time are answered one after the other.
        await database.InTransactionAsync(
            transaction => transaction.QuerySingleOrDefaultAsync<Allowance>(TakeSql, new { request.KeyId, request.Wanted }), cancellationToken)
        ?? new Allowance(0, 0, (long)TimeSpan.FromMinutes(1).TotalMilliseconds); // no such key

    private const string TakeSql =
        """
        insert into api_key_allowance as known (key_id, window_start, taken, last_granted, per_minute)
        select key_id, date_trunc('minute', clock_timestamp()), least(@Wanted, rate_limit_per_minute), least(@Wanted, rate_limit_per_minute), rate_limit_per_minute
        from api_key where key_id = @KeyId
        on conflict (key_id) do update set
            window_start = greatest(known.window_start, excluded.window_start),
            last_granted = case when known.window_start < excluded.window_start then excluded.taken else least(excluded.taken, known.per_minute - known.taken) end,
            taken = case when known.window_start < excluded.window_start then excluded.taken else least(known.per_minute, known.taken + excluded.taken) end
        returning last_granted as "Granted", per_minute - taken as "Remaining",
            greatest(1, ceil(extract(epoch from window_start + interval '1 minute' - clock_timestamp()) * 1000))::bigint as "EndsInMilliseconds"
        """;
}
