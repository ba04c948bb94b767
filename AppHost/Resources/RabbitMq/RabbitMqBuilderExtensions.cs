using System.Net.Sockets;
using PenguinMails.AppHost.Ports;

namespace PenguinMails.AppHost.Resources.RabbitMq;

internal static class RabbitMqBuilderExtensions
{
    private static readonly byte[] Greeting = [(byte)'A', (byte)'M', (byte)'Q', (byte)'P', 0, 0, 9, 1];

    /// <summary>Adds a RabbitMQ broker.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="folder">State folder of the broker when it runs here.</param>
    /// <param name="managementPort">Port of the management UI of a broker that runs here, or null for none; a published one has them.</param>
    public static IResourceBuilder<RabbitMqBrokerResource> AddRabbitMqBroker(
        this IDistributedApplicationBuilder builder, string name, string folder, int? managementPort)
    {
        var isRun = builder.ExecutionContext.IsRunMode;
        var component = new RabbitMqComponent(folder, isRun ? KeptPorts.Take(name) : 5672, isRun ? managementPort : 15672);
        var administrator = builder.AddParameter($"{name}-password", () => component.PasswordOf(RabbitMqComponent.Administrator), secret: true);
        var passwords = RabbitMqDefinitions.Accounts.ToDictionary(
            account => account,
            account => builder.AddParameter($"{name}-{account}-password", () => component.PasswordOf(account), secret: true).Resource,
            StringComparer.Ordinal);
        var broker = builder.AddResource(new RabbitMqBrokerResource(name, component, account => passwords[account]));
        if (builder.ExecutionContext.IsPublishMode)
        {
            return broker
                .WithEndpoint(targetPort: component.Port, scheme: "tcp", name: "amqp")
                .WithHttpEndpoint(targetPort: component.ManagementPort, name: "management")
                .WithEnvironment("RABBITMQ_DEFAULT_USER", RabbitMqComponent.Administrator)
                .WithEnvironment("RABBITMQ_DEFAULT_PASS", administrator)
                .PublishAsContainer("docker.io/library/rabbitmq:4.1-management");
        }

        if (managementPort is { } management)
        {
            broker.WithHttpEndpoint(management, management, "management", isProxied: false);
        }

        return broker
            .WithEndpoint(port: component.Port, targetPort: component.Port, scheme: "tcp", name: "amqp", isProxied: false)
            .Runs(() => component.Command, _ => Task.Run(component.Prepare, CancellationToken.None))
            .WithHealthCheck(token => GreetAsync(component.Port, token));
    }

    /// <summary>Connects a service with the account of its name, whose permissions are in deploy/rabbitmq/definitions.json.</summary>
    public static IResourceBuilder<ProjectResource> WithBroker(
        this IResourceBuilder<ProjectResource> service, IResourceBuilder<RabbitMqBrokerResource> broker) =>
        service
            .WithEnvironment($"ConnectionStrings__{broker.Resource.Name}", broker.Resource.ConnectionStringOf(service.Resource.Name))
            .WithReferenceRelationship(broker);

    // A broker that is still starting takes no connections; one that is ready answers the greeting (AMQP 0-9-1, 2.2.4).
    private static async Task GreetAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellationToken);
        await client.GetStream().WriteAsync(Greeting, cancellationToken);
        await client.GetStream().ReadExactlyAsync(new byte[7], cancellationToken);
    }
}
