using Npgsql;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests;

/// <summary>Every transition from every state, in the database: it happens where the table allows it and nowhere else.</summary>
[Category("Component")]
public sealed class VersionStateTests
{
    private static readonly Dictionary<VersionState, Func<DatabaseTransaction, Guid, Task<bool>>> Transitions = new()
    {
        [VersionState.Installed] = SecretVersions.InstallAsync,
        [VersionState.Verified] = SecretVersions.VerifyAsync,
        [VersionState.Current] = (transaction, id) => SecretVersions.PromoteAsync(transaction, id, 1, DateTimeOffset.UnixEpoch),
        [VersionState.Retiring] = (transaction, id) => SecretVersions.BeginRetirementAsync(transaction, id, DateTimeOffset.UnixEpoch),
        [VersionState.Retired] = (transaction, id) => SecretVersions.RetireAsync(transaction, id, DateTimeOffset.UnixEpoch),
        [VersionState.Abandoned] = (transaction, id) => SecretVersions.AbandonAsync(transaction, id, DateTimeOffset.UnixEpoch),
        [VersionState.Revoking] = SecretVersions.BeginRevocationAsync,
        [VersionState.Revoked] = (transaction, id) => SecretVersions.RevokeAsync(transaction, id, "a test", DateTimeOffset.UnixEpoch),
    };

    private NpgsqlDataSource _source = null!;
    private Database _database = null!;
    private Guid _secretId;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        PostgresExtensions.RegisterTypeHandlers();
        _source = NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync());
        await Migrator.MigrateAsync(_source, [typeof(Database).Assembly, typeof(KeyIssuanceOptions).Assembly], default);
        _database = new Database(_source, new OutboxSignal());
        _secretId = Guid.CreateVersion7();
        await _database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                insert into tenant (tenant_id, name) values (@id, 'a tenant');
                insert into server (server_id, tenant_id, address, port, host_key, admin_account, tenant_account, state)
                values (@id, @id, '127.0.0.1', 22, 'a key', 'penguin-admin', 'tenant-00000000', 'active');
                insert into secret (secret_id, tenant_id, type, name, server_id) values (@id, @id, 'ssh', 'tenant', @id);
                """,
                new { id = _secretId }),
            default);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _source.DisposeAsync();

    [Test]
    public async Task Transition_FromEveryState_HappensExactlyWhereTheTableAllowsIt([Values] VersionState from)
    {
        foreach (var (target, move) in Transitions)
        {
            var versionId = await InsertAsync(from);
            var moved = await _database.InTransactionAsync(transaction => move(transaction, versionId), default);
            var isAllowed = VersionTransitions.SourcesOf(target).Contains(from);
            Assert.That((moved, await StateAndForgetAsync(versionId)), Is.EqualTo((isAllowed, (isAllowed ? target : from).Name())), $"{from} to {target}");
        }
    }

    [Test]
    public async Task Promote_SecondCurrentVersion_IsRefusedByTheDatabase()
    {
        var first = await InsertAsync(VersionState.Current);
        var second = await InsertAsync(VersionState.Verified);
        Assert.That(
            () => _database.InTransactionAsync(transaction => SecretVersions.PromoteAsync(transaction, second, 1, DateTimeOffset.UnixEpoch), default),
            Throws.InstanceOf<PostgresException>().With.Property(nameof(PostgresException.ConstraintName)).EqualTo("secret_version_one_current"));
        await StateAndForgetAsync(first);
        await StateAndForgetAsync(second);
    }

    private async Task<Guid> InsertAsync(VersionState state)
    {
        var versionId = Guid.CreateVersion7();
        await _database.InTransactionAsync(
            transaction => transaction.ExecuteAsync(
                """
                insert into secret_version (version_id, secret_id, number, state, fingerprint, created_at)
                select @versionId, @_secretId, coalesce(max(number), 0) + 1, @state, @fingerprint, now() from secret_version
                """,
                new { versionId, _secretId, state = state.Name(), fingerprint = "SHA256:" + versionId }),
            default);
        return versionId;
    }

    private Task<string?> StateAndForgetAsync(Guid versionId) => _database.InTransactionAsync(
        transaction => transaction.ScalarAsync<string>("delete from secret_version where version_id = @versionId returning state", new { versionId }), default);
}
