using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;
using PenguinMails.TestKit;
using PenguinMails.Vault;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>What a service says of itself with each heartbeat.</summary>
[Category("Component")]
internal sealed class HeartbeatTests
{
    [Test]
    public async Task Heartbeat_SaysWhatIsLateWhatIsNotKnownAndWhenVaultLetTheServiceIn()
    {
        var broker = await (await TestRabbitMq.SharedAsync()).CreateVirtualHostAsync();
        await using var heartbeats = await RawQueue.BindAsync(broker, typeof(ServiceHeartbeat));
        var (dueAt, signedInAt) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddHours(-1));
        await using var service = await TestService.StartAsync(
            await (await TestPostgres.SharedAsync()).CreateDatabaseAsync(),
            broker,
            services: services =>
            {
                services.AddSingleton<IVaultLoginState>(new SignedIn(signedInAt));
                foreach (var state in new[] { PeriodicWorkState.LateSince("late", dueAt), PeriodicWorkState.NotKnown("not known"), PeriodicWorkState.OnTime("on time") })
                {
                    services.AddSingleton<IPeriodicWork>(new Work(state));
                }

                services.AddOptions<MessagingOptions>().Configure(options => options.HeartbeatInterval = TimeSpan.FromMilliseconds(100));
                services.AddHostedService<HeartbeatWorker>();
            });

        await Eventually.Async(() => heartbeats.Messages.Count > 0, what: "A heartbeat");

        var heartbeat = heartbeats.Messages[0];
        Assert.That(heartbeat.GetProperty("late").EnumerateArray().Select(work => work.GetProperty("work").GetString()), Is.EqualTo(["late"]));
        Assert.That(heartbeat.GetProperty("late")[0].GetProperty("dueAt").GetDateTimeOffset(), Is.EqualTo(dueAt).Within(TimeSpan.FromMilliseconds(1)));
        Assert.That(heartbeat.GetProperty("notKnown").EnumerateArray().Select(work => work.GetString()), Is.EqualTo(["not known"]));
        Assert.That(heartbeat.GetProperty("signedInToVaultAt").GetDateTimeOffset(), Is.EqualTo(signedInAt).Within(TimeSpan.FromMilliseconds(1)));
    }

    private sealed class Work(PeriodicWorkState state) : IPeriodicWork
    {
        public Task<PeriodicWorkState> JudgeAsync(DatabaseTransaction transaction) => Task.FromResult(state);
    }

    private sealed record SignedIn(DateTimeOffset? SignedInAt) : IVaultLoginState
    {
        public DateTimeOffset? RefusedSince => null;
    }
}
