using PenguinMails.KeyIssuance.SecretTypes.Ssh.Keys;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>
/// One check of one server. What it finds in an account counts only if no operation of the account's secret was under way at any
/// moment of the check; then what the database says now is what the server should have shown.
/// </summary>
internal sealed class ServerCheck(
    Database database, AdminSessions sessions, ServerAccounts accounts, DriftFindings findings, DriftReports reports, TimeProvider time)
{
    public async Task<CheckResult> RunAsync(Guid serverId, CancellationToken cancellationToken)
    {
        var watched = await database.InTransactionAsync(
            async read =>
            {
                var all = new List<(WatchedAccount Account, OperationFence Mark)>();
                foreach (var account in await WatchedAccount.OfServerAsync(read, serverId))
                {
                    all.Add((account, await OperationFence.ReadAsync(read, account)));
                }

                if (all.Count > 0)
                {
                    await reports.RecordCheckStartedAsync(read, all[0].Account.TenantId);
                }

                return all;
            },
            cancellationToken);
        if (watched.Count == 0)
        {
            return new CheckResult(CheckOutcomes.InOrder, null);
        }

        var seen = new Dictionary<Guid, AccountCheckOutcome>();
        var answer = await sessions.UseAsync(
            watched[0].Account.Access,
            async session =>
            {
                foreach (var (account, _) in watched)
                {
                    seen[account.SecretId] = await accounts.CheckAsync(session, account.Account, cancellationToken);
                }

                return TargetAnswer.Confirmed;
            },
            cancellationToken);
        if (answer is TargetAnswer.NotDone notDone)
        {
            return await NotSeenAsync(notDone, watched, cancellationToken);
        }

        var counts = new List<int?>();
        foreach (var (account, mark) in watched)
        {
            counts.Add(await IfNoOperationRanAsync(account, mark, transaction => RecordAsync(transaction, account, seen[account.SecretId]), cancellationToken));
        }

        return counts switch
        {
            _ when counts.Contains(null) => new CheckResult(CheckOutcomes.Incomplete, "An operation was changing the server."),
            _ when counts.Sum() > 0 => new CheckResult(CheckOutcomes.Drift, null),
            _ => new CheckResult(CheckOutcomes.InOrder, null),
        };
    }

    /// <summary>Null when the account changed its file at the same moment.</summary>
    private async Task<int?> RecordAsync(DatabaseTransaction transaction, WatchedAccount account, AccountCheckOutcome seen)
    {
        switch (seen)
        {
            case AccountCheckOutcome.Checked result:
                var comparison = await KeyOriginQuery.ReadAsync(transaction, account, result, time.GetUtcNow());
                return await findings.RecordAsync(transaction, account, comparison.Compare(result), isWhole: true);
            case AccountCheckOutcome.NotPossible { Code: "busy" }:
                return null;
            case AccountCheckOutcome.NotPossible { Code: "no_account" } missing:
                var expected = await KeyOriginQuery.ReadAsync(transaction, account, seen: null, time.GetUtcNow());
                return await findings.RecordAsync(transaction, account, expected.CompareMissingAccount(missing.Detail), isWhole: true);
            case AccountCheckOutcome.NotPossible problem:
                return await findings.RecordAsync(
                    transaction, account, [new Observation(DriftKinds.ChangedMode, null, problem.Detail, RepairsItself: false)], isWhole: false);
            default:
                throw new InvalidOperationException("A check ended in an unknown way.");
        }
    }

    private async Task<CheckResult> NotSeenAsync(
        TargetAnswer.NotDone notDone, List<(WatchedAccount Account, OperationFence Mark)> watched, CancellationToken cancellationToken)
    {
        switch (notDone)
        {
            case var _ when AccessCodes.LossOf(notDone) is { } loss:
                var (admin, mark) = watched.Single(one => one.Account.Secret.IsServerAccessKey());
                var recorded = await IfNoOperationRanAsync(admin, mark, transaction => LockedOutAsync(transaction, admin, loss), cancellationToken);
                return recorded is null
                    ? new CheckResult(CheckOutcomes.Incomplete, "An operation was changing the admin key.")
                    : new CheckResult(loss.Code, loss.Detail);
            case TargetAnswer.Retry retry:
                return new CheckResult(retry.Code, retry.Detail) { IsUnreachable = retry.IsUnreachable };
            case TargetAnswer.Impossible impossible:
                return new CheckResult(impossible.Code, impossible.Detail);
            default:
                throw new InvalidOperationException("A check ended in an unknown way.");
        }
    }

    /// <summary>
    /// The platform cannot get in: a person has to put its key back, on the server or into Vault, or let the admin account run commands. Where no version of the key is current, it was
    /// revoked, and nothing is lost.
    /// </summary>
    private async Task<int?> LockedOutAsync(DatabaseTransaction transaction, WatchedAccount admin, AccessLoss loss)
    {
        var versions = await SecretVersions.AllAsync(transaction, admin.SecretId);
        var kind = loss.Code switch
        {
            AccessCodes.KeyRefused => DriftKinds.MissingKey,
            AccessCodes.AccountUnusable => DriftKinds.AccountLimit,
            _ => DriftKinds.LostAccessKey,
        };
        return versions.FirstOrDefault(version => version.Is(VersionState.Current)) is { } current
            ? await findings.RecordAsync(transaction, admin, [new Observation(kind, current.PublicKey(), loss.Detail, RepairsItself: false)], isWhole: false)
            : 0;
    }

    /// <summary>
    /// Runs with the secret's row held, unless an operation of the secret is under way or was since the fence was read. A request that
    /// starts one waits for the row.
    /// </summary>
    private Task<int?> IfNoOperationRanAsync(
        WatchedAccount account, OperationFence before, Func<DatabaseTransaction, Task<int?>> record, CancellationToken cancellationToken) =>
        database.InTransactionAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync("select from secret where secret_id = @SecretId for update", new { account.SecretId });
                // An abandonment changes the server's row before it ends the findings.
                await transaction.ExecuteAsync("select from server where server_id = @ServerId for share", new { account.ServerId });
                var after = await OperationFence.ReadAsync(transaction, account);
                return !before.IsQuiet || after != before ? null : await record(transaction);
            },
            cancellationToken);

    /// <summary>Where a secret's operations stand: every operation, and every turn of one, has a higher fence than those before.</summary>
    private sealed record OperationFence(bool IsQuiet, long Fence)
    {
        public static async Task<OperationFence> ReadAsync(DatabaseTransaction read, WatchedAccount account) => (await read.QuerySingleOrDefaultAsync<OperationFence>(
            """
            select not exists (select from operation o join secret s on s.secret_id = o.secret_id
                               where o.status in ('pending', 'running')
                                 and (o.secret_id = @SecretId or (s.server_id = @ServerId and o.kind in ('enroll', 'abandon'))))
                   and exists (select from server where server_id = @ServerId and state = 'active') as "IsQuiet",
                   coalesce((select max(fence) from operation where secret_id = @SecretId), 0) as "Fence"
            """,
            new { account.SecretId, account.ServerId }))!;
    }
}
