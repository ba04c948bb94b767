using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using NUnit.Framework;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests.Notices;

[Category("Component")]
internal sealed class ChangeNoticesTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Test]
    public async Task Listen_CommitOfAnotherInstance_IsHeard_AndARollBackIsNot()
    {
        await using var database = NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync());
        using var instance = Build(database);
        using var ours = Listen(instance, "changed", "7");
        await instance.StartAsync();
        await ours.WaitAsync(Long, TimeProvider.System, default); // raised once it listens

        await NotifyAsync(database, "7", commit: false);
        await NotifyAsync(database, "8", commit: true);
        using var any = Listen(instance, "changed", null);
        await NotifyAsync(database, "9", commit: true);
        await any.WaitAsync(Long, TimeProvider.System, default);
        var heard = ours.WaitAsync(Long, TimeProvider.System, default);
        Assert.That(heard.IsCompleted, Is.False, "neither what was rolled back nor what concerns another");
        await NotifyAsync(database, "7", commit: true);

        Assert.That(() => heard.WaitAsync(TimeSpan.FromMinutes(3)), Throws.Nothing);
    }

    [Test]
    public async Task Listen_ConnectionIsLost_LooksOnceAndHearsAgain()
    {
        await using var database = NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync());
        using var instance = Build(database);
        using var ours = Listen(instance, "changed", null);
        await instance.StartAsync();
        await ours.WaitAsync(Long, TimeProvider.System, default);

        await using (var connection = await database.OpenConnectionAsync())
        {
            var ended = await connection.QueryAsync<bool>(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'");
            Assert.That(ended, Is.EqualTo([true]));
        }

        Assert.That(
            () => ours.WaitAsync(Long, TimeProvider.System, default).WaitAsync(TimeSpan.FromMinutes(3)), Throws.Nothing, "something may have been missed");
        await NotifyAsync(database, "1", commit: true);
        Assert.That(() => ours.WaitAsync(Long, TimeProvider.System, default).WaitAsync(TimeSpan.FromMinutes(3)), Throws.Nothing);
    }

    [Test]
    public async Task Listen_UnknownChannel_IsRefused()
    {
        await using var database = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        using var instance = Build(database);

        Assert.That(() => Listen(instance, "other", null), Throws.ArgumentException.With.Message.Contains("AddChangeNotices"));
    }

    private static ChangeListener Listen(IHost instance, string channel, string? payload) =>
        instance.Services.GetRequiredService<ChangeNotices>().Listen(channel, payload);

    private static IHost Build(NpgsqlDataSource database)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(database).AddSingleton(TimeProvider.System).AddLogging().AddChangeNotices("changed");
        return builder.Build();
    }

    private static async Task NotifyAsync(NpgsqlDataSource database, string payload, bool commit)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await connection.ExecuteAsync("select pg_notify('changed', @payload)", new { payload }, transaction);
        await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
    }
}
