using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.Evidence;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.Audit.Tests.Evidence;

[Category("Component")]
internal sealed class EvidenceWatchTests
{
    [Test]
    public async Task Run_WithARuleThatFails_RaisesWhatOthersFind_AndResolvesNothingUntilAllJudge()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await AuditService.MigrateAsync(database);
        await using var service = await AuditService.BuildOnAsync(database);

        await RunAsync(new FailingRule(), new SilentRule());
        await RunAsync(new FailingRule(), new SilentRule());
        Assert.That(await AlertsAsync(), Is.EqualTo("test.silent open 1"));

        await RunAsync(new FailingRule());
        Assert.That(await AlertsAsync(), Is.EqualTo("test.silent open 1"));

        await RunAsync();
        Assert.That(await AlertsAsync(), Is.EqualTo("test.silent resolved 1"));

        await RunAsync(new SilentRule());
        Assert.That(await AlertsAsync(), Is.EqualTo("test.silent open 1, test.silent resolved 1"), "another silence is another alert");

        Task RunAsync(params IEvidenceRule[] rules) =>
            new EvidenceWatch(rules, service.Database, service.Get<AlertTable>(), NullLogger<EvidenceWatch>.Instance).RunAsync(TimeSpan.FromHours(1), CancellationToken.None);

        Task<string?> AlertsAsync() => service.ScalarAsync<string>("select string_agg(concat_ws(' ', kind, state, occurrences), ', ' order by state) from alert");
    }

    private sealed class SilentRule : IEvidenceRule
    {
        public Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round) =>
            Task.FromResult<IReadOnlyList<Silence>>([new Silence("test", round.Now.AddMinutes(-5), "test.silent", "It is silent", "Look.")]);
    }

    private sealed class FailingRule : IEvidenceRule
    {
        public async Task<IReadOnlyList<Silence>> JudgeAsync(DatabaseTransaction transaction, WatchRound round)
        {
            await transaction.ExecuteAsync("select 1 / 0");
            return [];
        }
    }
}
