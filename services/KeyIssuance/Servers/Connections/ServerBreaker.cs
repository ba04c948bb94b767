namespace PenguinMails.KeyIssuance.Servers.Connections;

/// <summary>
/// Circuit breaker of a server, shared by all secrets and instances: it opens after several failures in a row, and the server's row says
/// until when. Then one operation may try, the probe: success closes the circuit, failure opens it for longer. All times are the
/// database's, the clock that all instances share.
/// </summary>
internal sealed class ServerBreaker(Database database, IOptions<ServerBreakerOptions> options, IOptions<KeyIssuanceOptions> operations, ILogger<ServerBreaker> log) : ITargetAvailability
{
    public const string UnreachableCode = "server_unreachable";

    /// <summary>What the server's row says when it answers.</summary>
    public const string Closed =
        "failures = 0, cool_downs = 0, open_until = null, probe_owner = null, unreachable_since = null, last_error = null";

    /// <summary>Connects if that is allowed now, keeps count, and judges the answer.</summary>
    public async Task<TargetAnswer> AskAsync(
        SecretContext operation, Func<Task<SshAnswer>> connect, Func<SshAnswer, TargetAnswer> judge, CancellationToken cancellationToken)
    {
        if (await RefusalAsync(operation, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var answer = await connect();
        await RecordAsync(operation, answer, cancellationToken);
        return judge(answer);
    }

    /// <inheritdoc/>
    public async Task<TargetAnswer.Retry?> RefusalAsync(SecretContext operation, CancellationToken cancellationToken)
    {
        if (operation.Server is not { OpenUntil: not null, ServerId: var serverId })
        {
            return null;
        }

        var state = await database.InTransactionAsync(
            async transaction =>
            {
                // Locked before it is judged: a statement that waited for the row would judge the leases of before (Postgres checks a
                // changed row anew, but not the other tables), and two would probe.
                await transaction.ExecuteAsync("select from server where server_id = @serverId for update", new { serverId });
                // A probe ends with its outcome, or with the lease of the operation that makes it.
                await transaction.ExecuteAsync(
                    """
                    update server v set probe_owner = @Owner
                    where v.server_id = @serverId and v.open_until <= now()
                      and not exists (select from operation o where o.lease_owner = v.probe_owner and o.lease_until > now())
                    """,
                    new { Owner = operation.LeaseOwner, serverId });
                return await transaction.QuerySingleOrDefaultAsync<State>(
                    """
                    select open_until is null or coalesce(probe_owner = @Owner, false) as "MayConnect", open_until,
                           failures, coalesce(last_error, '') as "LastError"
                    from server where server_id = @serverId
                    """,
                    new { Owner = operation.LeaseOwner, serverId });
            },
            cancellationToken);
        return state is null or { MayConnect: true }
            ? null
            : new TargetAnswer.Retry(
                UnreachableCode,
                $"{state.LastError} It has not answered {state.Failures} times in a row and is not tried again before {state.OpenUntil:yyyy-MM-dd HH:mm:ss} UTC.",
                IsUnreachable: true)
            { WasTried = false };
    }

    /// <summary>Counts an answer. Whatever is said by a server, a refusal too, shows that it is there.</summary>
    public Task RecordAsync(SecretContext operation, SshAnswer answer, CancellationToken cancellationToken) => answer is SshAnswer.Unreachable unreachable
        ? FailedAsync(operation, SshAnswers.Explain(unreachable), cancellationToken)
        : ReachedAsync(operation, cancellationToken);

    /// <summary>The server answered: the circuit closes, and operations that waited for it go on.</summary>
    public async Task ReachedAsync(SecretContext operation, CancellationToken cancellationToken)
    {
        var server = operation.RequiredServer;
        if (!server.IsSuspect)
        {
            return;
        }

        var wasTroubled = await database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                $"update server set {Closed} where server_id = @ServerId and (failures > 0 or open_until is not null or unreachable_since is not null)",
                new { server.ServerId }),
            cancellationToken) == 1;
        if (wasTroubled)
        {
            await database.InTransactionAsync(
                transaction => transaction.ExecuteAsync(
                    """
                    update operation o set not_before = now() from secret s
                    where s.secret_id = o.secret_id and s.server_id = @ServerId and o.status in ('pending', 'running')
                      and o.error_code in ('server_unreachable', 'server_failed', 'command_failed', 'admin_account_unusable') and o.lease_owner is null and o.not_before > now()
                    """,
                    new { server.ServerId }),
                cancellationToken);
        }
    }

    /// <summary>
    /// A connection failed, or was lost. Attempts that were under way when the breaker opened change nothing any more: only the
    /// probe's failure makes the next cool-down longer.
    /// </summary>
    public async Task FailedAsync(SecretContext operation, string detail, CancellationToken cancellationToken)
    {
        var (breaker, server) = (options.Value, operation.RequiredServer);
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
                    Owner = operation.LeaseOwner,
                    server.ServerId,
                    detail,
                    jitter = ServerBreakerOptions.Jitter(),
                    breaker.MaxCoolDown,
                    breaker.FirstCoolDown,
                }),
            cancellationToken);
        if (openedUntil is { } until)
        {
            Log.CircuitOpened(log, server.ServerId, until, detail);
        }
    }

    /// <inheritdoc/>
    public Task<CoolDown?> CoolDownAsync(DatabaseTransaction transaction, Guid serverId) =>
        transaction.QuerySingleOrDefaultAsync<CoolDown>(
            // Over, but not closed: somebody makes the probe now.
            """
            select greatest(open_until - now(), @FirstBackOff) as "Wait", coalesce(unreachable_since + @Patience <= now(), false) as "IsOutOfPatience"
            from server where server_id = @serverId and open_until is not null
            """,
            new { serverId, operations.Value.FirstBackOff, options.Value.Patience });

    private sealed record State(bool MayConnect, DateTimeOffset? OpenUntil, int Failures, string LastError);
}
