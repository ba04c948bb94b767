using Npgsql;
using NUnit.Framework;
using PenguinMails.Postgres.Tests.Messaging;
using PenguinMails.TestKit;

namespace PenguinMails.Postgres.Tests;

/// <summary>What sessions are set to; whoever falls silent within a transaction keeps its locks for a while, and not for ever.</summary>
[Category("Component")]
public sealed class SessionSettingsTests
{
    private const string Insert = "insert into handled (label) values (@label)";
    private const string Lock = "lock table handled in exclusive mode";

    [Test]
    public async Task Transaction_Silent_IsEndedAndItsLocksAreFree()
    {
        await using var service = await StartAsync("idle_in_transaction_session_timeout=500");
        using var isLocked = new SemaphoreSlim(0);
        using var mayGoOn = new SemaphoreSlim(0);
        var silent = service.Database.InTransactionAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync(Lock);
                isLocked.Release();
                await mayGoOn.WaitAsync();
                await transaction.ExecuteAsync(Insert, new { label = "late" });
            },
            default);
        await isLocked.WaitAsync();

        await service.Database.InTransactionAsync(transaction => transaction.ExecuteAsync(Insert, new { label = "other" }), default);
        mayGoOn.Release();

        var failure = await Assert.CatchAsync<NpgsqlException>(() => silent);
        Assert.That(failure!.IsPostgresAway(), Is.True, "it is worth another try");
        Assert.That(await service.HandledAsync(), Is.EqualTo(["other"]));
    }

    [Test]
    public async Task Transaction_WhoseConnectionBroke_IsAnOutageWhateverItThrows()
    {
        await using var service = await StartAsync("jit=off");

        Task TransactAsync(Func<DatabaseTransaction, Task> work) => service.Database.InTransactionAsync(work, default);

        Assert.Multiple(() =>
        {
            Assert.That(
                () => TransactAsync(async transaction =>
                {
                    await BreakAsync(transaction);
                    throw new InvalidOperationException("of what it was about to do");
                }),
                Throws.Exception.Matches<Exception>(failure => failure!.IsPostgresAway()));
            Assert.That(
                () => TransactAsync(transaction => transaction.TryAsync(async () =>
                {
                    await BreakAsync(transaction);
                    throw new InvalidOperationException("which would be undone");
                })),
                Throws.Exception.Matches<Exception>(failure => failure!.IsPostgresAway()));
            Assert.That(() => TransactAsync(_ => throw new InvalidOperationException("of the program")), Throws.InvalidOperationException);
        });

        static async Task BreakAsync(DatabaseTransaction transaction)
        {
            try
            {
                await transaction.ExecuteAsync("select pg_terminate_backend(pg_backend_pid())");
            }
            catch (NpgsqlException)
            {
                // As code does that has another way.
            }
        }
    }

    [Test]
    public async Task Transaction_ThatMayPause_IsLeftAlone()
    {
        await using var service = await StartAsync("idle_in_transaction_session_timeout=500");
        await service.Database.InTransactionAsync(
            async transaction =>
            {
                await transaction.AllowPausesAsync();
                await Task.Delay(TimeSpan.FromSeconds(1.5));
                await transaction.ExecuteAsync(Insert, new { label = "slow" });
            },
            default);
        Assert.That(await service.HandledAsync(), Is.EqualTo(["slow"]));
        Assert.That(await ShownAsync(service), Is.EqualTo("500ms"), "only that one might");
    }

    [TestCase(null, "20s", "off")]
    [TestCase("statement_timeout=1000", "20s", "off")]
    [TestCase("jit=on", "20s", "on")]
    public async Task Connection_ByDefault_IsSet(string? option, string limit, string jit)
    {
        await using var service = await StartAsync(option);
        Assert.That((await ShownAsync(service), await ShownAsync(service, "jit")), Is.EqualTo((limit, jit)));
    }

    private static async Task<TestService> StartAsync(string? option)
    {
        var broker = TestRabbitMq.SharedAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        return await TestService.StartAsync(
            option is null ? database : $"{database};Options=-c {option}", await (await broker).CreateVirtualHostAsync());
    }

    private static Task<string?> ShownAsync(TestService service, string setting = "idle_in_transaction_session_timeout") =>
        service.Database.ReadAsync(connection => connection.ScalarAsync<string>($"show {setting}"), default);
}
