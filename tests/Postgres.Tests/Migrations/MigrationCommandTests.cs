using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Migrations;

/// <summary>A database that its owner migrates, and a service that works with another role.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Category("Component")]
internal sealed class MigrationCommandTests
{
    private string _owner = "";

    [SetUp]
    public async Task SetUpAsync() => _owner = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();

    [Test]
    public async Task Migrate_AsOwner_TheServiceThatWaitedRunsAndOwnsNothing()
    {
        var service = TestPostgres.ServiceRoleOf(_owner);
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:test"] = service.ConnectionString;
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<IOutboxTransport, NoTransport>();
        builder.AddPostgres("test", typeof(MigrationCommandTests).Assembly);
        await using var app = builder.Build();
        await app.StartAsync();
        var done = app.Services.GetRequiredService<MigrationsDone>();
        Assert.That(done.IsDone, Is.False);

        Assert.That(await MigrateAsync(_owner, service.Name), Is.Zero);

        await done.WaitAsync(CancellationToken.None).WaitAsync(TimeSpan.FromMinutes(3));
        await ExecuteAsync(service.ConnectionString, "insert into inbox_message (message_id, consumer) values (gen_random_uuid(), 'x'); delete from inbox_message");
        foreach (var statement in new[] { "drop table inbox_message", "create table mine (id int)", "truncate inbox_message", "delete from schema_migration" })
        {
            Assert.That(() => ExecuteAsync(service.ConnectionString, statement), Refused, statement);
        }

        await app.StopAsync();
    }

    [Test]
    public async Task Migrate_Again_TakesTheRightsThatAreNotInTheFiles()
    {
        var service = TestPostgres.ServiceRoleOf(_owner);
        await MigrateAsync(_owner, service.Name);
        await ExecuteAsync(_owner, $"grant delete on schema_migration to {service.Name}; grant create on schema public to {service.Name}");
        await ExecuteAsync(service.ConnectionString, "delete from schema_migration where false");

        Assert.That(await MigrateAsync(_owner, service.Name), Is.Zero);

        Assert.That(() => ExecuteAsync(service.ConnectionString, "delete from schema_migration where false"), Refused);
        Assert.That(() => ExecuteAsync(service.ConnectionString, "create table mine (id int)"), Refused);
    }

    [TestCase(null)]
    [TestCase("nobody_of_this_name")]
    [TestCase("owner")]
    [TestCase("platform")]
    [TestCase("x\" to public; --")]
    public async Task Migrate_ServiceRoleThatIsNone_Fails(string? role) =>
        Assert.That(await MigrateAsync(_owner, role == "owner" ? new NpgsqlConnectionStringBuilder(_owner).Username : role), Is.EqualTo(1));

    private static NUnit.Framework.Constraints.IResolveConstraint Refused => Throws.TypeOf<PostgresException>()
        .With.Property(nameof(PostgresException.SqlState)).EqualTo(PostgresErrorCodes.InsufficientPrivilege);

    private static Task<int> MigrateAsync(string owner, string? serviceRole) => MigrationCommand.RunAsync(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:test"] = owner,
            ["Migrations:ServiceRole"] = serviceRole,
        }).Build(),
        "test",
        typeof(MigrationCommandTests).Assembly);

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private sealed class NoTransport : IOutboxTransport
    {
        public Task DeliverAsync(OutboxMessage message, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
