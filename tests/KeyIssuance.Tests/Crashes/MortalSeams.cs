using Npgsql;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.Postgres;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.Crashes;

/// <summary>The database as a <see cref="Victim"/> reaches it. A transaction that changed no row is no effect.</summary>
internal sealed class MortalDatabase(NpgsqlDataSource source, OutboxSignal signal) : Database(source, signal)
{
    public override async Task<T> InTransactionAsync<T>(Func<DatabaseTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        if (Victim.Current is not { } victim)
        {
            return await base.InTransactionAsync(work, cancellationToken);
        }

        victim.ThrowIfDead();
        var hasChanged = false;
        var result = await base.InTransactionAsync(
            async transaction =>
            {
                var before = await ChangesAsync(transaction);
                var done = await work(transaction);
                hasChanged = await ChangesAsync(transaction) > before;
                return done;
            },
            cancellationToken);
        if (hasChanged)
        {
            victim.Happened(victim.Step is null ? "begin" : typeof(T) == typeof(Operation) ? "commit" : "record");
        }

        victim.Step = result is Operation operation ? operation.Row.Step : victim.Step;
        return result;
    }

    public override Task<T> ReadAsync<T>(Func<DatabaseTransaction, Task<T>> read, CancellationToken cancellationToken) =>
        Victim.ReadAsync(() => base.ReadAsync(read, cancellationToken));

    // Postgres counts rows for each connection, and forgets them now and then, but never within a transaction.
    private static Task<long> ChangesAsync(DatabaseTransaction transaction) => transaction.ScalarAsync<long>(
        "select coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint from pg_stat_xact_user_tables");
}

/// <summary>Vault as a <see cref="Victim"/> reaches it. Transit needs no seam: it only computes.</summary>
internal sealed class MortalVault(IKeyValueStore vault) : IKeyValueStore
{
    public Task<PlainTextSecret?> ReadAsync(VaultPath path, int? version = null, CancellationToken cancellationToken = default) =>
        Victim.ReadAsync(() => vault.ReadAsync(path, version, cancellationToken));

    public Task<WriteOutcome> WriteAsync(VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken = default) =>
        Victim.ActAsync("write " + NameOf(path), () => vault.WriteAsync(path, values, cas, cancellationToken));

    public Task<WriteOutcome> WriteEndAsync(VaultPath path, int cas, CancellationToken cancellationToken = default) =>
        Victim.ActAsync("end " + NameOf(path), () => vault.WriteEndAsync(path, cas, cancellationToken));

    public Task<SecretMetadata?> ReadMetadataAsync(VaultPath path, CancellationToken cancellationToken = default) =>
        Victim.ReadAsync(() => vault.ReadMetadataAsync(path, cancellationToken));

    public Task<IReadOnlyList<string>> ListAsync(VaultPath folder, CancellationToken cancellationToken = default) =>
        Victim.ReadAsync(() => vault.ListAsync(folder, cancellationToken));

    public Task DestroyAsync(VaultPath path, IReadOnlyCollection<int> versions, CancellationToken cancellationToken = default) => Victim.ActAsync(
        "destroy " + NameOf(path),
        async () =>
        {
            await vault.DestroyAsync(path, versions, cancellationToken);
            return true;
        });

    private static string NameOf(VaultPath path) => path.ToString()[(path.ToString().LastIndexOf('/') + 1)..];
}

/// <summary>Servers as a <see cref="Victim"/> reaches them. Logins change nothing there.</summary>
internal sealed class MortalConnector(ISshConnector connector) : ISshConnector
{
    public Task<SshAnswer> TryLoginAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken) =>
        Victim.ReadAsync(() => connector.TryLoginAsync(endpoint, identity, cancellationToken));

    public Task<SshAnswer> OfferAsync(SshEndpoint endpoint, string username, PublicKey publicKey, CancellationToken cancellationToken) =>
        Victim.ReadAsync(() => connector.OfferAsync(endpoint, username, publicKey, cancellationToken));

    public Task<HostKeyScan> ScanHostKeyAsync(string address, int port, CancellationToken cancellationToken) =>
        Victim.ReadAsync(() => connector.ScanHostKeyAsync(address, port, cancellationToken));

    public async Task<SshOpening> OpenAsync(SshEndpoint endpoint, SshIdentity identity, CancellationToken cancellationToken)
    {
        var opening = await Victim.ReadAsync(() => connector.OpenAsync(endpoint, identity, cancellationToken));
        return opening is SshOpening.Opened opened ? new SshOpening.Opened(new MortalSession(opened.Session)) : opening;
    }

    private sealed class MortalSession(ISshSession session) : ISshSession
    {
        public SshServerVersion Version => session.Version;

        public Task<string> RunAsRootAsync(string script, CancellationToken cancellationToken)
        {
            Task<string> Run() => session.RunAsRootAsync(script, cancellationToken);
            return ChangeOf(script) is { } change ? Victim.ActAsync(change, Run, outcome => !outcome.Contains("outcome stale", StringComparison.Ordinal) && !outcome.Contains("outcome late", StringComparison.Ordinal)) : Victim.ReadAsync(Run);
        }

        // The kernel ends the connections of a killed process too.
        public ValueTask DisposeAsync() => session.DisposeAsync();

        /// <summary>What a script changes, by its parameters: the account, the password file or the mail user it is about; null when it only reads.</summary>
        private static string? ChangeOf(string script)
        {
            var subject = script.Split('\'')[1];
            var whose = subject.StartsWith("tenant-", StringComparison.Ordinal) ? "tenant" : subject.Split('/')[^1].Split('@')[0];
            return script.Contains("\nfence='", StringComparison.Ordinal) ? "edit " + whose
                : script.Contains("\nadmin='", StringComparison.Ordinal) ? "make account " + whose
                : script.Contains("kill -KILL", StringComparison.Ordinal) || script.Contains("doveadm kick", StringComparison.Ordinal) ? "end sessions of " + whose
                : null;
        }
    }
}
