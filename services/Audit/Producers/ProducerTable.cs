using PenguinMails.Audit.Evidence;

namespace PenguinMails.Audit.Producers;

/// <summary>What is known of the services' numbers. Times are the database's, which all instances share.</summary>
internal sealed class ProducerTable(IOptions<EvidenceOptions> options)
{
    /// <summary>Only one instance judges at a time.</summary>
    private const long WatchLock = 0x70726F6475636572; // "producer"

    /// <summary>Of each round; the others follow in the next.</summary>
    private const int AtOnce = 100;

    private const string Missing =
        """
        select p.service, p.epoch, lower(r) as first, upper(r) - 1 as last
        from audit_producer p
        join (select service, epoch, max(number) as number from audit_producer_mark where noted_at <= now() - @MissingAfter group by service, epoch) due
            using (service, epoch)
        cross join lateral unnest(
            int8multirange(int8range(1, due.number + 1)) - int8multirange(int8range(1, p.counted_from)) - p.received - p.missing) r
        """;

    private const string IsReuseDue = "not reused <@ reported and coalesce(reported_at, '-infinity') < now() - interval '1 hour'";

    public static Task<bool> TryLockAsync(DatabaseTransaction transaction) =>
        transaction.ScalarAsync<bool>("select pg_try_advisory_xact_lock(@WatchLock)", new { WatchLock });

    /// <summary>Waits for appends under way; what follows sees all that they noted. In the order in which appends lock too.</summary>
    public static Task BlockAppendsAsync(DatabaseTransaction transaction) =>
        transaction.LockChainAsync(LedgerChains.Platform);

    /// <summary>Notes up to which number records are known to have been given, by the services' words or by later ones that came.</summary>
    public async Task MarkAsync(DatabaseTransaction transaction)
    {
        await transaction.ExecuteAsync(
            """
            insert into audit_producer_mark (service, epoch, number)
            select service, epoch, greatest(given, upper(received) - 1) from audit_producer where greatest(given, upper(received) - 1) > 0
            on conflict do nothing
            """);
        await transaction.ExecuteAsync(
            """
            delete from audit_producer_mark m using audit_producer_mark later
            where later.service = m.service and later.epoch = m.epoch and later.number > m.number and later.noted_at <= now() - @MissingAfter
            """,
            new { options.Value.MissingAfter });
    }

    /// <summary>Whether an earlier version may still take records, which notes no numbers.</summary>
    public static Task<bool> IsBeingUpgradedAsync(DatabaseTransaction transaction) =>
        transaction.ScalarAsync<bool>("select begins_at > now() from audit_counting");

    /// <summary>Begins to count behind what has been given.</summary>
    public static Task PassOverAsync(DatabaseTransaction transaction) => transaction.ExecuteAsync(
        """
        update audit_producer set counted_from = greatest(given, upper(received) - 1) + 1 where counted_from <= greatest(given, upper(received) - 1)
        """);

    /// <summary>Whether messages have come through the broker without an interruption for so long that none is under way any more.</summary>
    public Task<bool> IsHeardSteadilyAsync(DatabaseTransaction transaction) => transaction.ScalarAsync<bool>(
        """
        select exists (
            select from evidence where source = @Broker and silent_since is null and seen_at > now() - @BrokerSilence and steady_since <= now() - @MissingAfter)
        """,
        new { EvidenceSources.Broker, options.Value.BrokerSilence, options.Value.MissingAfter });

    /// <summary>Whether there is anything to report; without a lock.</summary>
    public Task<bool> HasNewsAsync(DatabaseTransaction transaction, bool judges) => transaction.ScalarAsync<bool>(
        $"""
        select exists (select from audit_producer where not is_noticed or received && missing or ({IsReuseDue})) or (@judges and exists ({Missing}))
        """,
        new { judges, options.Value.MissingAfter });

    /// <summary>What is missing and not on record yet, and is from now on.</summary>
    public async Task<IReadOnlyList<NumberRange>> TakeMissingAsync(DatabaseTransaction transaction)
    {
        var ranges = await transaction.QueryAsync<NumberRange>($"{Missing} order by 1, 2, 3 limit @AtOnce", new { options.Value.MissingAfter, AtOnce });
        foreach (var range in ranges)
        {
            await transaction.ExecuteAsync(
                "update audit_producer set missing = missing + int8multirange(int8range(@First, @Last, '[]')) where service = @Service and epoch = @Epoch", range);
        }

        return ranges;
    }

    /// <summary>What was missing and has arrived.</summary>
    public static async Task<IReadOnlyList<NumberRange>> TakeArrivedAsync(DatabaseTransaction transaction)
    {
        var ranges = await transaction.QueryAsync<NumberRange>(
            """
            select p.service, p.epoch, lower(r) as first, upper(r) - 1 as last from audit_producer p cross join lateral unnest(p.missing * p.received) r
            where p.received && p.missing order by 1, 2, 3
            """);
        await transaction.ExecuteAsync("update audit_producer set missing = missing - received where received && missing");
        return ranges;
    }

    /// <summary>The alert about records of which none is missing any more.</summary>
    public static Task<Guid?> FindClosedAlertAsync(DatabaseTransaction transaction, string service, string deduplicationKey) => transaction.ScalarAsync<Guid?>(
        """
        select alert_id from alert where raised_by = @Audit and deduplication_key = @deduplicationKey and state in ('open', 'acknowledged')
          and not exists (select from audit_producer where service = @service and not isempty(missing)) limit 1
        """,
        new { service, PlatformServices.Audit, deduplicationKey });

    /// <summary>Epochs that were not noticed yet, but for the first of each service.</summary>
    public static async Task<IReadOnlyList<FollowingEpoch>> TakeFollowingEpochsAsync(DatabaseTransaction transaction)
    {
        var following = await transaction.QueryAsync<FollowingEpoch>(
            """
            select n.service, n.epoch, e.epoch as previous, greatest(e.given, coalesce(upper(e.received) - 1, 0)) as "PreviousNumber"
            from audit_producer n cross join lateral (
                select * from audit_producer o
                where o.service = n.service and o.epoch <> n.epoch and (o.begun_at, o.epoch) < (n.begun_at, n.epoch)
                order by o.begun_at desc, o.epoch desc limit 1) e
            where not n.is_noticed order by n.begun_at, n.epoch
            """);
        await transaction.ExecuteAsync("update audit_producer set is_noticed = true where not is_noticed");
        return following;
    }

    /// <summary>Numbers that came again with other records; of one epoch once an hour, all that came until then.</summary>
    public static async Task<IReadOnlyList<NumberRange>> TakeReusedAsync(DatabaseTransaction transaction)
    {
        var ranges = await transaction.QueryAsync<NumberRange>(
            $"""
            select p.service, p.epoch, lower(r) as first, upper(r) - 1 as last from audit_producer p cross join lateral unnest(p.reused - p.reported) r
            where {IsReuseDue} order by 1, 2, 3 limit @AtOnce
            """,
            new { AtOnce });
        foreach (var range in ranges)
        {
            await transaction.ExecuteAsync(
                """
                update audit_producer set reported = reported + int8multirange(int8range(@First, @Last, '[]')), reported_at = now()
                where service = @Service and epoch = @Epoch
                """,
                range);
        }

        return ranges;
    }
}

/// <summary>An epoch of a service's numbers that follows another.</summary>
internal sealed record FollowingEpoch(string Service, Guid Epoch, Guid Previous, long PreviousNumber);
