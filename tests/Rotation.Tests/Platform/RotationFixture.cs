using Npgsql;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Platform;

/// <summary>A database, a broker with the other services, a clock, and any number of instances of the service.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal abstract class RotationFixture : IAsyncDisposable
{
    private static readonly Func<string, Task> Migrate = async database =>
    {
        await using var source = NpgsqlDataSource.Create(database);
        await Migrator.MigrateAsync(source, [typeof(Database).Assembly, typeof(RotationExtensions).Assembly], CancellationToken.None);
    };

    private readonly List<RotationService> _services = [];
    private string _database = null!;
    private string _broker = null!;

    protected TestClock Clock { get; } = new();

    protected DateTimeOffset Now => Clock.GetUtcNow();

    protected OtherServices Others { get; private set; } = null!;

    /// <summary>The newest instance.</summary>
    protected RotationService Service => _services[^1];

    [SetUp]
    public async Task SetUpAsync()
    {
        var broker = TestRabbitMq.SharedAsync();
        _database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(Migrate);
        _broker = await (await broker).CreateVirtualHostAsync();
        Others = await OtherServices.StartAsync(_broker);
    }

    [TearDown]
    public async Task TearDownAsync() => await DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAllAsync();
        if (Others is not null)
        {
            await Others.DisposeAsync();
            await (await TestRabbitMq.SharedAsync()).DeleteVirtualHostAsync(_broker);
        }
    }

    protected async Task StartAsync(params (string Setting, string Value)[] settings) =>
        _services.Add(await RotationService.StartAsync(_database, _broker, Clock, settings));

    protected async Task StopAllAsync()
    {
        foreach (var service in _services)
        {
            await service.DisposeAsync();
        }

        _services.Clear();
    }

    /// <summary>Secrets that were issued at that time, one tenant each, and are known to the service.</summary>
    protected async Task<IReadOnlyList<SecretReference>> IssueAsync(int count, DateTimeOffset at)
    {
        var before = Others.Scheduled.Count;
        var secrets = Enumerable.Range(0, count).Select(_ => AnySecret()).ToList();
        await Task.WhenAll(secrets.Select(secret => Others.PublishAsync(Issued(secret, Guid.CreateVersion7(), at))));
        await Eventually.Async(() => Others.Scheduled.Count >= before + count, what: "Every secret is scheduled");
        return secrets;
    }

    /// <summary>The decision number <paramref name="count"/> that was published for the secret.</summary>
    protected Task<RotationScheduled> ScheduledAsync(SecretReference secret, int count) => Eventually.GetAsync(
        () => Task.FromResult(Others.Scheduled.Where(scheduled => scheduled.Secret == secret).ElementAtOrDefault(count - 1)!),
        scheduled => scheduled is not null,
        what: $"Decision {count}");

    protected Task<int> CountAsync(string table) => Service.ScalarAsync<int>($"select count(*) from {table}");

    protected Task<Guid> CurrentVersionAsync(SecretReference secret) => Service.ScalarAsync<Guid>(
        "select current_version_id from scheduled_secret where tenant_id = @TenantId and type = @Type and name = @Name", secret);

    /// <summary>Waits until the scheduler has looked again: a canary whose grace period ends now is to be retired, and nothing is left to send.</summary>
    protected async Task TicksAsync()
    {
        var version = Guid.CreateVersion7();
        var canary = AnySecret() with { Name = OtherServices.Canary };
        await Others.PublishAsync(Rotated(canary, Guid.CreateVersion7(), version, Now, grace: TimeSpan.Zero));
        await Eventually.Async(() => Others.CanariesRetired.Contains(version), what: "The canary");
        await Others.PublishAsync(Retired(canary, version, Now));
        await Eventually.Async(async () => await CountAsync("outbox_message") == 0);
    }
}
