using Microsoft.Extensions.Options;
using Npgsql;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.KeyIssuance.TenantStates;
using PenguinMails.Postgres;
using PenguinMails.TestKit;

namespace PenguinMails.KeyIssuance.Tests.TenantStates;

/// <summary>The feed over a database of its own, run step by step.</summary>
[Category("Component")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class StateFeedTests : IAsyncDisposable
{
    private const int Batch = 10;
    private NpgsqlDataSource _source = null!;
    private Database _database = null!;

    [SetUp]
    public async Task CreateAsync()
    {
        PostgresExtensions.RegisterTypeHandlers();
        _source = NpgsqlDataSource.Create(await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(async database =>
        {
            await using var source = NpgsqlDataSource.Create(database);
            await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(KeyIssuanceOptions).Assembly], default);
        }));
        _database = new Database(_source, new OutboxSignal());
    }

    [TearDown]
    public async Task DropAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync() => await _source.DisposeAsync();

    [Test]
    public async Task Report_ManyChanges_ComeInBatchesWithEachTenantOnce()
    {
        await AddAsync(25);
        await ExecuteAsync("update tenant set name = name || ' renamed'");

        await ReportAllAsync();

        var reports = await Reported.AllAsync(_database);
        Assert.That(reports.Select(report => report.Tenants.Count), Is.EqualTo([10, 10, 5]));
        Assert.That(reports.SelectMany(report => report.Tenants).Select(tenant => tenant.TenantId), Is.Unique);
        Assert.That(reports.SelectMany(report => report.Tenants).Select(tenant => tenant.Name), Is.All.EndsWith(" renamed"));
        Assert.That(reports.Select(report => report.Number), Is.Ordered.Ascending.And.Unique);
        Assert.That(reports.Select(report => report.OccurredAt), Is.Ordered.Ascending);
    }

    [Test]
    public async Task Report_WhileAChangeIsNotCommitted_ReportsItAfterwards()
    {
        await AddAsync(1);
        await ReportAllAsync();
        await using (var connection = await _source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using (var command = new NpgsqlCommand("update tenant set name = 'late'", connection, transaction))
            {
                await command.ExecuteNonQueryAsync();
            }

            await ReportAllAsync();
            Assert.That((await Reported.AllAsync(_database))[^1].Tenants.Select(tenant => tenant.Name), Has.None.EqualTo("late"));
            await transaction.CommitAsync();
        }

        await ReportAllAsync();
        Assert.That((await Reported.AllAsync(_database))[^1].Tenants.Single().Name, Is.EqualTo("late"));
    }

    [Test]
    public async Task Report_ByTwoInstancesAtOnce_ReportsEachChangeOnce()
    {
        await AddAsync(40);
        var feeds = new[] { Feed(), Feed(), Feed() };
        await Eventually.Async(async () =>
        {
            await Task.WhenAll(feeds.Select(feed => feed.ReportAsync(default)));
            return await CountAsync("changed_tenant") == 0;
        });

        var tenants = (await Reported.AllAsync(_database)).SelectMany(report => report.Tenants).Select(tenant => tenant.TenantId).ToList();
        Assert.That(tenants, Has.Count.EqualTo(40).And.Unique);
    }

    [Test]
    public async Task Report_NothingChanged_SaysSoOnceWhileItWaits()
    {
        await ReportAllAsync();
        await Feed(TimeSpan.Zero).ReportAsync(default);
        await Feed(TimeSpan.Zero).ReportAsync(default);

        var report = (await Reported.AllAsync(_database)).Single();
        Assert.That((report.Tenants.Count, report.Replay), Is.EqualTo((0, (ReplayPart?)null)));
    }

    [Test]
    public async Task Reports_NameTheOneBefore_AndSilenceTakesNoNumber()
    {
        await AddAsync(25);
        await ReportAllAsync();
        await AskAsync(Guid.CreateVersion7());
        await ExecuteAsync("update tenant set name = name || ' renamed'");
        await ReportAllAsync();
        var numbered = (await Reported.AllAsync(_database)).ToList();
        await ExecuteAsync("delete from outbox_message; update state_feed set reported_at = now() - interval '1 day'");
        await Feed().ReportAsync(default);
        var nothing = (await Reported.AllAsync(_database)).Single();
        await ExecuteAsync("delete from outbox_message; update tenant set name = 'again'");
        await ReportAllAsync();
        numbered.AddRange(await Reported.AllAsync(_database));

        Assert.That((nothing.Tenants.Count, nothing.Number, nothing.Previous), Is.EqualTo((0, numbered[^4].Number, (long?)numbered[^4].Number)));
        Assert.That(numbered.Skip(1).Select(report => report.Previous), Is.EqualTo(numbered.SkipLast(1).Select(report => (long?)report.Number)));
    }

    [Test]
    public async Task Silence_WhileNobodyTakesReports_BecomesRarer()
    {
        await ReportAllAsync();
        await ExecuteAsync("delete from outbox_message; insert into state_follower (followed_at) values (now() - interval '1 hour')");
        foreach (var (since, reports) in new[] { ("100 seconds", 0), ("130 seconds", 1) })
        {
            await ExecuteAsync($"update state_feed set reported_at = now() - interval '{since}'");
            await Feed(TimeSpan.FromSeconds(1)).ReportAsync(default);
            Assert.That(await Reported.AllAsync(_database), Has.Count.EqualTo(reports), since);
        }

        await ExecuteAsync("delete from outbox_message; update state_feed set reported_at = now() - interval '2 seconds'");
        await _database.InTransactionAsync(FollowTenantStatesConsumer.FollowAsync, default);
        await Feed(TimeSpan.FromSeconds(1)).ReportAsync(default);
        Assert.That(await Reported.AllAsync(_database), Has.Count.EqualTo(1), "somebody takes them again");
    }

    [Test]
    public async Task Replay_WhileTenantsChange_ReportsEveryTenantInPartsAndTheChanges()
    {
        await AddAsync(25);
        await ReportAllAsync();
        await ExecuteAsync("delete from outbox_message");
        var replayId = Guid.CreateVersion7();
        await AskAsync(replayId);
        await Feed().ReportAsync(default);
        await ExecuteAsync("update tenant set name = 'changed'");
        await AskAsync(replayId); // a repetition changes nothing

        await ReportAllAsync();

        var reports = await Reported.AllAsync(_database);
        var parts = reports.Where(report => report.Replay is not null).ToList();
        Assert.That(parts.Select(part => part.Replay), Is.EqualTo(new[]
        {
            new ReplayPart(replayId, 1, IsLast: false, 25), new ReplayPart(replayId, 2, IsLast: false, 25), new ReplayPart(replayId, 3, IsLast: true, 25),
        }));
        Assert.That(parts.SelectMany(part => part.Tenants).Select(tenant => tenant.TenantId), Is.Unique);
        var last = reports.OrderBy(report => report.Number).SelectMany(report => report.Tenants).GroupBy(tenant => tenant.TenantId).Select(states => states.Last()).ToList();
        Assert.That(last, Has.Count.EqualTo(25));
        Assert.That(last.Select(tenant => tenant.Name), Is.All.EqualTo("changed"));
    }

    [Test]
    public async Task Replay_AskedForAnew_TakesTheFirstOnesPlace()
    {
        await AddAsync(25);
        await ReportAllAsync();
        await ExecuteAsync("delete from outbox_message");
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await AskAsync(first);
        await Feed().ReportAsync(default);
        await AskAsync(second);
        await ReportAllAsync();

        var parts = (await Reported.AllAsync(_database)).Select(report => report.Replay).OfType<ReplayPart>().Select(part => (part.ReplayId, part.Part));
        Assert.That(parts, Is.EqualTo(new[] { (first, 1), (second, 1), (second, 2), (second, 3) }));
    }

    [Test]
    public async Task Number_OfADatabaseThatWasSetBack_IsHigherThanBefore()
    {
        await AddAsync(1);
        await ReportAllAsync();
        var before = (await Reported.AllAsync(_database))[^1].Number;
        await ExecuteAsync("update state_feed set number = 0; update tenant set name = 'again'");
        await ReportAllAsync();

        Assert.That((await Reported.AllAsync(_database))[^1].Number, Is.GreaterThan(before));
    }

    [Test]
    public async Task Settings_ThatTheTypeShows_AreReported_AndEveryChangeOfThem()
    {
        await AddAsync(1);
        await ExecuteAsync(
            """
            insert into secret (secret_id, tenant_id, type, name, settings)
            select gen_random_uuid(), tenant_id, 'shown', 'one', '{"mode": "manual", "selector": "next", "kept": "inside"}' from tenant;
            insert into secret (secret_id, tenant_id, type, name, settings)
            select gen_random_uuid(), tenant_id, 'of an earlier build', 'other', '{"mode": "manual"}' from tenant
            """);
        await ReportAllAsync();
        Assert.That(await SettingsAsync("one"), Is.EquivalentTo(new Dictionary<string, string> { ["mode"] = "manual", ["selector"] = "next" }));
        Assert.That(await SettingsAsync("other"), Is.Empty);

        await ExecuteAsync(
            """
            insert into secret_version (version_id, secret_id, number, state, public_data, created_at)
            select gen_random_uuid(), secret_id, 1, 'current', '{"selector": "present", "record": "v=DKIM1; p=abc"}', now() from secret where name = 'one';
            update secret set settings = settings || '{"mode": "managed"}' where name = 'one'
            """);
        await ReportAllAsync();
        Assert.That(
            await SettingsAsync("one"), Is.EquivalentTo(new Dictionary<string, string> { ["mode"] = "managed", ["selector"] = "present" }), "the version's own goes first");

        await ExecuteAsync("update secret_version set public_data = '{\"selector\": \"mended\"}'");
        await ReportAllAsync();
        Assert.That((await SettingsAsync("one"))!["selector"], Is.EqualTo("mended"));
    }

    private async Task<IReadOnlyDictionary<string, string>?> SettingsAsync(string name) =>
        (await Reported.AllAsync(_database))[^1].Tenants.Single().Secrets.Single(secret => secret.Name == name).Settings;

    private StateFeed Feed(TimeSpan? interval = null) =>
        new(_database, new TenantStateQuery(new SecretTypeCatalog([new ShownType()])), Options.Create(new TenantStateOptions { BatchSize = Batch, Interval = interval ?? TimeSpan.FromMinutes(1) }));

    private async Task ReportAllAsync()
    {
        while (await Feed().ReportAsync(default))
        {
            // There was more.
        }
    }

    private Task AskAsync(Guid replayId) => _database.InTransactionAsync(transaction => ReplayTenantStateConsumer.BeginAsync(transaction, replayId), default);

    private Task AddAsync(int tenants) => ExecuteAsync(
        $"insert into tenant (tenant_id, name) select gen_random_uuid(), 'tenant ' || number from generate_series(1, {tenants}) number");

    private Task ExecuteAsync(string sql) => _database.InTransactionAsync(transaction => transaction.ExecuteAsync(sql), default);

    private Task<int> CountAsync(string table) => _database.ReadAsync(read => read.ScalarAsync<int>($"select count(*)::int from {table}"), default);
}
