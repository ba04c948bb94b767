using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.ServiceDefaults;

/// <summary>Names what a service consumes: commands from its own queue, events through its own subscription queue.</summary>
public sealed class MessagingBuilder
{
    internal List<Type> CommandConsumers { get; } = [];

    internal List<Type> EventConsumers { get; } = [];

    internal List<Action<IBusRegistrationConfigurator>> Batches { get; } = [];

    internal int? Prefetch { get; private set; }

    public MessagingBuilder Command<TCommand, TConsumer>()
        where TCommand : class, ICommand
        where TConsumer : class, IConsumer<TCommand>
    {
        CommandConsumers.Add(typeof(TConsumer));
        return this;
    }

    public MessagingBuilder Event<TEvent, TConsumer>()
        where TEvent : class, IEvent
        where TConsumer : class, IConsumer<TEvent>
    {
        EventConsumers.Add(typeof(TConsumer));
        return this;
    }

    /// <summary>Takes one message after another, in the order of the queue.</summary>
    public MessagingBuilder InOrder()
    {
        Prefetch = 1;
        return this;
    }

    /// <summary>Consumes events in batches, one batch at a time: the waiting events, or those that arrive within the time limit.</summary>
    public MessagingBuilder EventBatch<TEvent, TConsumer>(int limit, TimeSpan timeLimit)
        where TEvent : class, IEvent
        where TConsumer : class, IConsumer<Batch<TEvent>>
    {
        EventConsumers.Add(typeof(TConsumer));
        Prefetch = Math.Max(Prefetch ?? 0, limit);
        Batches.Add(bus => bus.AddConsumer<TConsumer>(consumer => consumer.Options<BatchOptions>(batch =>
            batch.SetMessageLimit(limit).SetTimeLimit(timeLimit).SetConcurrencyLimit(1))));
        return this;
    }
}

public static class MessagingExtensions
{
    private const int RetryLimit = 2000;

    /// <summary>
    /// Connects the service to RabbitMQ (connection string <c>messaging</c>): quorum queues <c>{service}-commands</c> and
    /// <c>{service}-events</c>, and the outbox transport. A message whose handling fails because the database is away waits
    /// and is tried again; one that cannot be handled goes to the queue's <c>_error</c> queue.
    /// </summary>
    public static WebApplicationBuilder AddMessaging(
        this WebApplicationBuilder builder, string service, Action<MessagingBuilder>? consumers = null)
    {
        var messaging = new MessagingBuilder();
        consumers?.Invoke(messaging);
        var broker = new Uri(builder.Configuration.GetConnectionString("messaging")
            ?? throw new InvalidOperationException("Set ConnectionStrings:messaging to the RabbitMQ broker (amqp://…)."));
        builder.Services.AddSingleton(BrokerAccount.Of(broker));
        builder.Services.AddSingleton<MassTransitOutboxTransport>();
        builder.Services.AddSingleton<IOutboxTransport>(provider => provider.GetRequiredService<MassTransitOutboxTransport>());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<SenderRules>();
        builder.Services.AddBrokerHealth();
        builder.Services.AddSingleton(new ServiceName(service));
        builder.Services.AddOptions<MessagingOptions, MessagingOptionsValidator>(MessagingOptions.Section);
        builder.Services.AddSingleton(provider => new BrokerChannels(broker, provider.GetRequiredService<BrokerAccount>()));
        builder.Services.AddSetAside(service, messaging);
        builder.Services.AddSubscription(service, messaging);
        builder.Services.AddMassTransit(bus =>
        {
            foreach (var consumer in messaging.CommandConsumers.Concat(messaging.EventConsumers).Distinct())
            {
                bus.AddConsumer(consumer);
            }

            foreach (var addBatch in messaging.Batches)
            {
                addBatch(bus);
            }

            bus.DisableUsageTelemetry();
            bus.UsingRabbitMq((context, rabbit) =>
            {
                rabbit.Host(broker);
                // Or each publisher would declare an exchange of these names too, and need permission for it.
                rabbit.Publish<IEvent>(topology => topology.Exclude = true);
                rabbit.Publish<INamesService>(topology => topology.Exclude = true);
                Endpoint(context, rabbit, CommandsOf(service), messaging.CommandConsumers, isCommand: true, messaging.Prefetch);
                Endpoint(context, rabbit, EventsOf(service), messaging.EventConsumers, isCommand: false, messaging.Prefetch);
            });
        });
        return builder;
    }

    /// <summary>For services that have a database and messages.</summary>
    internal static void AddHeartbeat(this IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(ServiceName)) && services.Any(service => service.ServiceType == typeof(Database)))
        {
            services.AddHostedService(provider => provider.GetRequiredService<SetAsideWatch>());
            services.AddHostedService<HeartbeatWorker>();
        }
    }

    /// <summary>The queue of the commands to a service.</summary>
    public static string CommandsOf(string service) => service + "-commands";

    /// <summary>The queue of the events that a service takes.</summary>
    public static string EventsOf(string service) => service + "-events";

    private static void AddSetAside(this IServiceCollection services, string service, MessagingBuilder messaging)
    {
        services.AddSingleton(new SetAsideQueues(
        [
            .. messaging.CommandConsumers.Count > 0 ? [CommandsOf(service)] : Array.Empty<string>(),
            .. messaging.EventConsumers.Count > 0 ? [EventsOf(service)] : Array.Empty<string>(),
        ]));
        services.AddSingleton<SetAsideReader>();
        services.AddSingleton<SetAsideWatch>();
    }

    private static void AddSubscription(this IServiceCollection services, string service, MessagingBuilder messaging)
    {
        if (messaging.EventConsumers.Count > 0)
        {
            services.AddSingleton(new Subscription(EventsOf(service), [.. TakenBy(messaging.EventConsumers).Select(ContractMessages.ExchangeOf)]));
            services.AddHostedService<SubscriptionKeeper>();
        }
    }

    /// <summary>In place of MassTransit's own check, to which a broker that is away makes the service unhealthy.</summary>
    private static void AddBrokerHealth(this IServiceCollection services)
    {
        services.AddSingleton<BrokerHealthCheck>();
        services.AddHealthChecks().AddCheck<BrokerHealthCheck>(BrokerHealthCheck.Name);
        services.PostConfigure<HealthCheckServiceOptions>(options =>
        {
            foreach (var check in options.Registrations.Where(check => check.Tags.Contains("masstransit")).ToList())
            {
                options.Registrations.Remove(check);
            }
        });
    }

    private static void Endpoint(
        IBusRegistrationContext context, IRabbitMqBusFactoryConfigurator rabbit, string queue, List<Type> consumers, bool isCommand, int? prefetch)
    {
        if (consumers.Count == 0)
        {
            return;
        }

        rabbit.ReceiveEndpoint(queue, endpoint =>
        {
            endpoint.SetQuorumQueue();
            endpoint.PrefetchCount = prefetch ?? endpoint.PrefetchCount;
            endpoint.ConfigureConsumeTopology = !isCommand;
            endpoint.PublishFaults = false; // no service consumes Fault<T>
            // In place of MassTransit's own, which also sends a report to whatever address the message names.
            endpoint.ConfigureError(pipe => pipe.UseFilter(new SetAsideErrorFilter()));
            endpoint.ConfigureReceive(pipe => pipe.UseFilter(new SetAsideFilter(new SetAsideTransport(
                queue, context.GetRequiredService<BrokerAccount>(), context.GetRequiredService<TimeProvider>()))));
            endpoint.UseMessageRetry(retry =>
            {
                retry.Exponential(RetryLimit, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(200));
                retry.Handle<Exception>(failure => failure.IsPostgresAway() || WasCancelledForAnother(failure));
            });
            // A program without a database waits for none.
            if (context.GetService<MigrationsDone>() is { } migrations)
            {
                endpoint.UseFilter(new MigrationFilter(migrations));
            }

            endpoint.UseFilter(new SenderFilter(
                queue, TakenBy(consumers), context.GetRequiredService<SenderRules>(), context.GetRequiredService<BrokerAccount>(), context));
            foreach (var consumer in consumers)
            {
                endpoint.ConfigureConsumer(context, consumer);
            }
        });
    }

    private static HashSet<Type> TakenBy(IEnumerable<Type> consumers) =>
    [
        .. from consumer in consumers
           from role in consumer.GetInterfaces()
           where role.IsGenericType && role.GetGenericTypeDefinition() == typeof(IConsumer<>)
           let type = role.GenericTypeArguments[0]
           select type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Batch<>) ? type.GenericTypeArguments[0] : type,
    ];

    /// <summary>
    /// The messages of a batch share one cancellation, that of the message which completed it: when the connection it came by is lost,
    /// the others are told so by <see cref="ConsumerCanceledException"/>. Who was cancelled itself never gets here.
    /// </summary>
    private static bool WasCancelledForAnother(Exception failure) => failure is ConsumerCanceledException or OperationCanceledException;
}
