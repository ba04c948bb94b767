using System.Collections.Concurrent;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PenguinMails.Contracts;
using PenguinMails.Contracts.Messages;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Rotation.Tests.Platform;

/// <summary>Stands for KeyIssuance, Identity and Audit on a real broker: keeps what Rotation sends, and publishes what a test says.</summary>
internal sealed class OtherServices : IAsyncDisposable
{
    /// <summary>The name of secrets that only show that the scheduler has looked again; left out everywhere else.</summary>
    public const string Canary = "canary";

    private readonly WebApplication _app;
    private readonly Received _received;

    private OtherServices(WebApplication app, Received received)
    {
        _app = app;
        _received = received;
    }

    public IReadOnlyList<RotateSecret> Rotations => [.. _received.Messages.OfType<RotateSecret>().Where(message => message.Secret.Name != Canary)];

    public IReadOnlyList<RetirePreviousVersion> Retirements =>
        [.. _received.Messages.OfType<RetirePreviousVersion>().Where(message => message.Secret.Name != Canary)];

    public IReadOnlyList<RotationScheduled> Scheduled =>
        [.. _received.Messages.OfType<RotationScheduled>().Where(message => message.Secret.Name != Canary)];

    public IReadOnlyList<AuditRecorded> Audited => [.. _received.Messages.OfType<AuditRecorded>().Where(message => message.Secret?.Name != Canary)];

    public IReadOnlyList<AlertRaised> Alerts => [.. _received.Messages.OfType<AlertRaised>().Where(message => message.Secret?.Name != Canary)];

    public IReadOnlyList<RotationPolicyChanged> PolicyChanges => [.. _received.Messages.OfType<RotationPolicyChanged>()];

    public IReadOnlyList<CampaignProgressed> Progress => [.. _received.Messages.OfType<CampaignProgressed>()];

    /// <summary>What Identity is to tell tenants.</summary>
    public IReadOnlyList<NotifyTenant> Notices => [.. _received.Messages.OfType<NotifyTenant>().Where(message => message.Secret?.Name != Canary)];

    /// <summary>Versions of canaries that were to be retired.</summary>
    public IReadOnlyList<Guid> CanariesRetired =>
        [.. _received.Messages.OfType<RetirePreviousVersion>().Where(message => message.Secret.Name == Canary).Select(message => message.VersionId)];

    public static async Task<OtherServices> StartAsync(string broker)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:messaging"] = broker,
            ["Logging:LogLevel:Default"] = "Warning",
        });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var received = new Received([]);
        builder.Services.AddSingleton(received);
        builder.AddMessaging("key-issuance", consumers => consumers
            .Command<RotateSecret, Keep<RotateSecret>>()
            .Command<RetirePreviousVersion, Keep<RetirePreviousVersion>>()
            .Event<RotationScheduled, Keep<RotationScheduled>>()
            .Event<AlertRaised, Keep<AlertRaised>>()
            .Event<RotationPolicyChanged, Keep<RotationPolicyChanged>>()
            .Event<CampaignProgressed, Keep<CampaignProgressed>>()
            .Event<AuditRecorded, Keep<AuditRecorded>>()
            .Event<AuditRecordedTogether, KeepEach>());
        var app = builder.Build();
        await app.StartAsync();
        // Queues are bound then: a test publishes without an outbox that would wait for them.
        var bus = app.Services.GetRequiredService<IBusControl>();
        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(2));
        var identity = bus.ConnectReceiveEndpoint(Queues.IdentityCommands, endpoint =>
        {
            (endpoint.ConfigureConsumeTopology, endpoint.PublishFaults) = (false, false);
            endpoint.Instance(new Keep<NotifyTenant>(received));
        });
        await identity.Ready;
        return new OtherServices(app, received);
    }

    /// <summary>Publishes an event as KeyIssuance does.</summary>
    public Task PublishAsync<T>(T message)
        where T : class, IEvent => _app.Services.GetRequiredService<IBus>().Publish(
            message, context => context.GetPayload<RabbitMqSendContext>().BasicProperties.UserId = PlatformServices.KeyIssuance);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private sealed record Received(ConcurrentQueue<object> Messages)
    {
        private readonly ConcurrentDictionary<Guid, bool> _ids = [];

        // A relay that is killed between the broker's confirm and its own commit sends the same message again, with the same id;
        // services know it by their inbox.
        public void Keep(Guid messageId, object message)
        {
            if (_ids.TryAdd(messageId, true))
            {
                Messages.Enqueue(message);
            }
        }
    }

    /// <summary>Records that waited beside each other come as one message.</summary>
    private sealed class KeepEach(Received received) : IConsumer<AuditRecordedTogether>
    {
        public Task Consume(ConsumeContext<AuditRecordedTogether> context)
        {
            foreach (var record in context.Message.Records)
            {
                received.Keep(record.RecordId, record);
            }

            return Task.CompletedTask;
        }
    }

    private sealed class Keep<T>(Received received) : IConsumer<T>
        where T : class
    {
        public Task Consume(ConsumeContext<T> context)
        {
            received.Keep(context.MessageId!.Value, context.Message);
            return Task.CompletedTask;
        }
    }
}
