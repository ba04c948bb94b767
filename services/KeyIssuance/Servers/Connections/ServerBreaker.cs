using Microsoft.Extensions.Options;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Postgres;
using PenguinMails.Ssh;

namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>
/// Leaves a server alone that failed to answer several times in a row, whichever secret it was about and whichever instance tried:
/// its row says until when. Then one operation may try, the probe: success closes the breaker, failure opens it for longer. All
/// times are the database's, the clock that all instances share.
/// </summary>
internal sealed class ServerBreaker(Database database, IOptions<KeyIssuanceOptions> options, ILogger<ServerBreaker> log)
{
    public const string UnreachableCode = "server_unreachable";

    /// <summary>What the server's row says when it answers.</summary>
    public const string Closed =
        "failures = 0, cool_downs = 0, open_until = null, probe_owner = null, unreachable_since = null, last_error = null";

    /// <summary>Connects if that is allowed now, keeps count, and judges the answer.</summary>
    public async Task<TargetAnswer> AskAsync(
        Operation operation, Func<Task<SshAnswer>> connect, Func<SshAnswer, TargetAnswer> judge, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(operation, cancellationToken) is { } refusal)
        {
            return new TargetAnswer(refusal);
        }

        var answer = await connect();
        await RecordAsync(operation, answer, cancellationToken);
        return judge(answer);
    }

    /// <summary>Null when the operation may connect to its server; otherwise what the step answers instead.</summary>
    public async Task<StepResult.Retry?> RefusalAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.Row.ServerOpenUntil is null)
        {
            return null;
        }

        var state = await database.InTransactionAsync(
            async transaction =>
            {
                // Locked before it is judged: a statement that waited for the row would judge the leases of before (Postgres checks a
                // changed row anew, but not the other tables), and two would probe.
                await transaction.ExecuteAsync("select from server where server_id = @ServerId for update", new { operation.Row.ServerId });
                // A probe ends with its outcome, or with the lease of the operation that makes it.
                await transaction.ExecuteAsync(
                    """
                    update server v set probe_owner = @Owner
                    where v.server_id = @ServerId and v.open_until <= now()
                      and not exists (select from operation o where o.lease_owner = v.probe_owner and o.lease_until > now())
                    """,
                    new { operation.Lease.Owner, operation.Row.ServerId });
                return await transaction.QuerySingleOrDefaultAsync<State>(
                    """
                    select open_until is null or coalesce(probe_owner = @Owner, false) as "MayConnect", open_until as "OpenUntil",
                           failures as "Failures", coalesce(last_error, '') as "LastError"
                    from server where server_id = @ServerId
                    """,
                    new { operation.Lease.Owner, operation.Row.ServerId });
            },
            cancellationToken);
        return state is null or { MayConnect: true }
            ? null
            : new StepResult.Retry(
                UnreachableCode,
                $"{state.LastError} It has not answered {state.Failures} times in a row and is not tried again before {state.OpenUntil:yyyy-MM-dd HH:mm:ss} UTC.",
                IsUnreachable: true)
            {
                WasTried = false,
            };
    }

    /// <summary>Counts an answer. Whatever is said by a server, a refusal too, shows that it is there.</summary>
    public Task RecordAsync(Operation operation, SshAnswer answer, CancellationToken cancellationToken) => answer is SshAnswer.Unreachable unreachable
        ? FailedAsync(operation, SshAnswers.Explain(unreachable), cancellationToken)
        : ReachedAsync(operation, cancellationToken);

    /// <summary>The server answered: the breaker closes, and what waited for it goes on.</summary>
    public async Task ReachedAsync(Operation operation, CancellationToken cancellationToken)
    {
        var wasTroubled = await database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                $"update server set {Closed} where server_id = @ServerId and (failures > 0 or open_until is not null or unreachable_since is not null)",
                new { operation.Row.ServerId }),
            cancellationToken) == 1;
        if (wasTroubled)
        {
            await database.InTransactionAsync(
                transaction => transaction.ExecuteAsync(
                    """
                    update operation o set not_before = now() from secret s
                    where s.secret_id = o.secret_id and s.server_id = @ServerId and o.status in ('pending', 'running')
                      and o.error_code in ('server_unreachable', 'server_failed') and o.lease_owner is null and o.not_before > now()
                    """,
                    new { operation.Row.ServerId }),
                cancellationToken);
        }
    }

    /// <summary>
    /// A connection failed, or was lost. Attempts that were under way when the breaker opened change nothing any more: only the
    /// probe's failure makes the next cool-down longer.
    /// </summary>
    public async Task FailedAsync(Operation operation, string detail, CancellationToken cancellationToken)
    {
        var breaker = options.Value.Breaker;
        var openedUntil = await database.InTransactionAsync(
            transaction => transaction.ScalarAsync<DateTimeOffset?>(
                """
                with now_open as (
                    select server_id, (open_until is null and failures + 1 >= @Failures) or coalesce(probe_owner = @Owner, false) as opens
                    from server where server_id = @ServerId for update)
                update server v set
                    failures = failures + 1,
                    last_error = @detail,
                    cool_downs = case when opens then cool_downs + 1 else cool_downs end,
                    open_until = case when opens then now() + @jitter * least(@MaxCoolDown, @FirstCoolDown * power(2, least(cool_downs, 20))) else open_until end,
                    unreachable_since = case when opens then coalesce(unreachable_since, now()) else unreachable_since end,
                    probe_owner = case when opens then null else probe_owner end
                from now_open n where n.server_id = v.server_id
                returning case when opens then open_until end
                """,
                new
                {
                    breaker.Failures,
                    operation.Lease.Owner,
                    operation.Row.ServerId,
                    detail,
                    jitter = ServerBreakerOptions.Jitter(),
                    breaker.MaxCoolDown,
                    breaker.FirstCoolDown,
                }),
            cancellationToken);
        if (openedUntil is { } until)
        {
            Log.ServerLeftAlone(log, operation.Row.ServerId, until, detail);
        }
    }

    /// <summary>How long an operation on the server has to wait, and whether it still does; null when it may try now.</summary>
    public static Task<CoolDown?> CoolDownAsync(DatabaseTransaction transaction, Guid serverId, KeyIssuanceOptions options) =>
        transaction.QuerySingleOrDefaultAsync<CoolDown>(
            // Over, but not closed: somebody makes the probe now.
            """
            select greatest(open_until - now(), @FirstBackOff) as "Wait", coalesce(unreachable_since + @Patience <= now(), false) as "IsOutOfPatience"
            from server where server_id = @serverId and open_until is not null
            """,
            new { serverId, options.FirstBackOff, options.Breaker.Patience });

    /// <param name="Wait">Until the next attempt may be made.</param>
    /// <param name="IsOutOfPatience">Whether the server has been away for so long that what can be given up is given up.</param>
    internal sealed record CoolDown(TimeSpan Wait, bool IsOutOfPatience);

    private sealed record State(bool MayConnect, DateTimeOffset? OpenUntil, int Failures, string LastError);
}
