using System.Reflection;
using Npgsql;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Migrations;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class MigratorTests
{
    private static readonly Assembly[] All = [typeof(Migrator).Assembly, typeof(MigratorTests).Assembly];
    private NpgsqlDataSource _source = null!;

    [SetUp]
    public async Task SetUpAsync() => _source = NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync());

    [TearDown]
    public async Task TearDownAsync() => await _source.DisposeAsync();

    [Test]
    public async Task Migrate_ManyAtOnce_EachFileIsAppliedOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Migrator.MigrateAsync(_source, All, CancellationToken.None)));

        Assert.That(await ScalarAsync("select count(*) from schema_migration"), Is.EqualTo(3));
        Assert.That(await ScalarAsync("select count(*) from handled"), Is.Zero);
    }

    [Test]
    public async Task Migrate_Again_ChangesNothing()
    {
        await Migrator.MigrateAsync(_source, All, CancellationToken.None);
        await ExecuteAsync("insert into handled (label) values ('kept')");

        await Migrator.MigrateAsync(_source, All, CancellationToken.None);

        Assert.That(await ScalarAsync("select count(*) from handled"), Is.EqualTo(1));
    }

    [Test]
    public async Task Migrate_FileFails_IsAppliedWholeOrNotAtAll()
    {
        await ExecuteAsync("create table inbox_message (in_the_way int)");

        Assert.That(
            () => Migrator.MigrateAsync(_source, All, CancellationToken.None),
            Throws.TypeOf<PostgresException>().With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.DuplicateTable));
        Assert.That(
            await ScalarAsync("select count(*) from information_schema.tables where table_name = 'outbox_message'"),
            Is.Zero,
            "the file's first table was rolled back with it");

        await ExecuteAsync("drop table inbox_message");
        await Migrator.MigrateAsync(_source, All, CancellationToken.None);
        Assert.That(await ScalarAsync("select count(*) from schema_migration"), Is.EqualTo(3));
    }

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
