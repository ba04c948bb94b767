namespace PenguinMails.AppHost.Resources.RabbitMq;

/// <summary>The message broker. Its connection string is that of the account for programs outside the platform.</summary>
internal sealed class RabbitMqBrokerResource(string name, RabbitMqComponent component, Func<string, ParameterResource> passwordOf)
    : ExecutableResource(name, component.Command.Path, component.Folder), IResourceWithConnectionString
{
    private const string Subscriber = "subscriber";

    public ReferenceExpression ConnectionStringExpression => ConnectionStringOf(Subscriber);

    private EndpointReference Endpoint => new(this, "amqp");

    /// <summary>How an account connects.</summary>
    public ReferenceExpression ConnectionStringOf(string account) => ReferenceExpression.Create(
        $"amqp://{account}:{passwordOf(account)}@{Endpoint.Property(EndpointProperty.IPV4Host)}:{Endpoint.Property(EndpointProperty.Port)}/");
}
