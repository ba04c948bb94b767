using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using NUnit.Framework;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.Rotation.Tests.Platform;
using PenguinMails.TestKit;
using static PenguinMails.Rotation.Tests.Platform.Events;

namespace PenguinMails.Rotation.Tests.Schedules;

/// <summary>Whatever order the events of a secret arrive in, and however often, the outcome is that of the true order.</summary>
[Category("Component")]
internal sealed class EventOrderTests
{
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddDays(-10);
    private RotationService _service = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var rabbit = TestRabbitMq.SharedAsync();
        var database = await (await TestPostgres.SharedAsync()).CreateDatabaseAsync();
        _service = await RotationService.StartAsync(database, await (await rabbit).CreateVirtualHostAsync(), TimeProvider.System);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _service.DisposeAsync();

    [Test]
    public Task Events_RotatedTwice_EveryOrder_SameOutcome() => EveryOrderAsync(secret =>
    {
        var (a, b, c) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        return
        [
            Issued(secret, a, Start),
            Rotated(secret, b, a, Start.AddDays(1)),
            Retired(secret, a, Start.AddDays(2)),
            Rotated(secret, c, b, Start.AddDays(3), grace: TimeSpan.FromDays(30)),
        ];
    });

    [Test]
    public Task Events_RevokedAndIssuedAnew_EveryOrder_SameOutcome() => EveryOrderAsync(secret =>
    {
        var (a, b, d) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        return
        [
            Issued(secret, a, Start),
            Rotated(secret, b, a, Start.AddDays(1), grace: TimeSpan.FromDays(30)),
            Revoked(secret, Start.AddDays(2)),
            Issued(secret, d, Start.AddDays(3)),
        ];
    });

    [Test]
    public Task Events_ServerLost_EveryOrder_SameOutcome() => EveryOrderAsync(secret =>
    {
        var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        return
        [
            Issued(secret, a, Start),
            Rotated(secret, b, a, Start.AddDays(1), grace: TimeSpan.FromDays(30)),
            new ServerAbandoned(secret.TenantId, "127.0.0.1", "fire", Start.AddDays(2), [secret]),
        ];
    });

    [Test]
    public Task Events_ServerLostByAnOlderBuild_EveryOrder_SameOutcome() => EveryOrderAsync(secret =>
    {
        var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        return
        [
            Issued(secret, a, Start),
            Rotated(secret, b, a, Start.AddDays(1), grace: TimeSpan.FromDays(30)),
            new ServerAbandoned(secret.TenantId, "127.0.0.1", "fire", Start.AddDays(2)),
        ];
    });

    [Test]
    public async Task Events_LossOfAServerThatAnotherSecretLivedOn_EveryOrder_SecretGoesOn()
    {
        var outcome = await OutcomeAsync(secret => [Issued(secret, Guid.CreateVersion7(), Start)], order => order);
        await EveryOrderAsync(secret =>
        [
            Issued(secret, Guid.CreateVersion7(), Start),
            new ServerAbandoned(secret.TenantId, "127.0.0.1", "fire", Start.AddDays(2), []),
        ]);
        Assert.That(
            await OutcomeAsync(
                secret => [Issued(secret, Guid.CreateVersion7(), Start), new ServerAbandoned(secret.TenantId, "127.0.0.1", "fire", Start.AddDays(2), [])],
                order => order),
            Is.EqualTo(outcome));
    }

    [Test]
    public Task Events_NewServerAfterALoss_EveryOrder_SameOutcome() => EveryOrderAsync(secret =>
    {
        var (a, b, d) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        return
        [
            Issued(secret, a, Start),
            Rotated(secret, b, a, Start.AddDays(1), grace: TimeSpan.FromDays(30)),
            new ServerAbandoned(secret.TenantId, "127.0.0.1", "fire", Start.AddDays(2), [secret]),
            Issued(secret, d, Start.AddDays(3)),
        ];
    });

    private async Task EveryOrderAsync(Func<SecretReference, IEvent[]> story)
    {
        var truth = await OutcomeAsync(story, order => order);
        var count = story(AnySecret()).Length;
        foreach (var order in Orders(count))
        {
            var outcome = await OutcomeAsync(story, events => [.. order.Select(index => events[index]), events[order[0]]]);
            Assert.That(outcome, Is.EqualTo(truth), $"in the order {string.Join(", ", order)}");
        }
    }

    /// <summary>State, due date, current version and live grace periods; versions by their place in the story.</summary>
    private async Task<string> OutcomeAsync(Func<SecretReference, IEvent[]> story, Func<IEvent[], IEvent[]> arrange)
    {
        var secret = AnySecret();
        var events = story(secret);
        foreach (var message in arrange(events))
        {
            await HandleAsync(message);
        }

        var row = await _service.ScalarAsync<string>(
            """
            select concat_ws(' ', state, current_version_id, extract(epoch from due_at - @Start)::int / 86400) from scheduled_secret
            where tenant_id = @TenantId
            """,
            new { Start, secret.TenantId });
        var grace = await _service.ScalarAsync<string>(
            "select string_agg(version_id || ' ' || state, ', ' order by started_at) from grace_period where tenant_id = @TenantId and state <> 'over'",
            new { secret.TenantId });
        var versions = events.SelectMany(VersionsOf).Distinct().Select((version, place) => (version, place));
        // A secret that was never heard of while it lived is as good as one that has ended.
        return versions.Aggregate($"{row ?? "ended"}; grace: {grace}", (text, entry) => text.Replace($"{entry.version}", $"v{entry.place}"));
    }

    private static IEnumerable<Guid> VersionsOf(IEvent message) => message switch
    {
        SecretIssued issued => [issued.VersionId],
        SecretRotated rotated => [rotated.VersionId, rotated.PreviousVersionId],
        _ => [],
    };

    private Task HandleAsync(IEvent message) => message switch
    {
        SecretIssued issued => ConsumeAsync<Rotation.Messages.SecretIssuedConsumer, SecretIssued>(issued),
        SecretRotated rotated => ConsumeAsync<Rotation.Messages.SecretRotatedConsumer, SecretRotated>(rotated),
        SecretRevoked revoked => ConsumeAsync<Rotation.Messages.SecretRevokedConsumer, SecretRevoked>(revoked),
        ServerAbandoned abandoned => ConsumeAsync<Rotation.Messages.ServerAbandonedConsumer, ServerAbandoned>(abandoned),
        PreviousVersionRetired retired => ConsumeAsync<Rotation.Messages.PreviousVersionRetiredConsumer, PreviousVersionRetired>(retired),
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    // Not over the broker, which does not promise the order that the test is about.
    private async Task ConsumeAsync<TConsumer, TMessage>(TMessage message)
        where TConsumer : class, IConsumer<TMessage>
        where TMessage : class
    {
        var context = Substitute.For<ConsumeContext<TMessage>>();
        context.Message.Returns(message);
        context.MessageId.Returns(Guid.CreateVersion7()); // a new id: the inbox must not be what saves it
        await using var scope = _service.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<TConsumer>().Consume(context);
    }

    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(order => Enumerable.Range(0, count).Select(place => (int[])[.. order[..place], count - 1, .. order[place..]]));
}
