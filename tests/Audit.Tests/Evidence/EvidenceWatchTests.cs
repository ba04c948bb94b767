using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;
using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.Evidence;
using PenguinMails.Audit.Tests.Platform;
using PenguinMails.Audit.Watching;
using PenguinMails.Contracts.Messages;
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
            new EvidenceWatch(rules, service.Database, service.Get<AlertTable>(), service.Get<WatchProgress>(), NullLogger<EvidenceWatch>.Instance).RunAsync(TimeSpan.FromHours(1), CancellationToken.None);

        Task<string?> AlertsAsync() => service.ScalarAsync<string>("select string_agg(concat_ws(' ', kind, state, occurrences), ', ' order by state) from alert");
    }

    [Test]
    public async Task Run_WithASilenceThatWasAcknowledgedLongAgo_CountsTowardsIt_AndEndsEveryAlertOfIt()
    {
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        await AuditService.MigrateAsync(database);
        await using var service = await AuditService.BuildOnAsync(database);
        var alerts = service.Get<AlertTable>();

        await RunAsync(new SilentRule());
        await AcknowledgeAsync();
        await RunAsync(new SilentRule());
        Assert.That(await AlertsAsync(), Is.EqualTo("acknowledged 2"), "somebody works on it, however long it takes");

        // As a version left it that opened another alert after an hour.
        await service.Database.InTransactionAsync(
            transaction => alerts.RaiseAsync(transaction, new AlertRaised(
                Guid.CreateVersion7(), "test.silent", AlertSeverities.Critical, "test.silent/test", TenantId: null, Secret: null, "It is silent.", "Look.",
                TraceId: null, TimeProvider.System.GetUtcNow())),
            CancellationToken.None);
        Assert.That(await AlertsAsync(), Is.EqualTo("acknowledged 2, open 1"));

        await RunAsync();
        Assert.That(await AlertsAsync(), Is.EqualTo("resolved 1, resolved 2"));
        Assert.That(await service.ScalarAsync<int>("select count(*) from alert where resolved_by = 'audit' and summary like '%It ended at %'"), Is.EqualTo(2));

        Task RunAsync(params IEvidenceRule[] rules) =>
            new EvidenceWatch(rules, service.Database, alerts, service.Get<WatchProgress>(), NullLogger<EvidenceWatch>.Instance).RunAsync(TimeSpan.FromHours(1), CancellationToken.None);

        async Task AcknowledgeAsync()
        {
            var id = await service.ScalarAsync<Guid>("select alert_id from alert");
            await service.Database.InTransactionAsync(
                transaction => alerts.AcknowledgeAsync(transaction, id, "admin", TimeProvider.System.GetUtcNow().AddHours(-2)), CancellationToken.None);
            await service.AsOwnerAsync("update evidence set raised_at = now() - interval '2 hours'");
        }

        Task<string?> AlertsAsync() => service.ScalarAsync<string>("select string_agg(concat_ws(' ', state, occurrences), ', ' order by state, occurrences) from alert");
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
