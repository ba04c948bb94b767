namespace PenguinMails.AppHost.Resources.RabbitMq;

/// <summary>The message broker.</summary>
internal sealed class RabbitMqBrokerResource(string name, RabbitMqComponent component, ParameterResource password)
    : ExecutableResource(name, component.Command.Path, component.Folder), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"amqp://{RabbitMqComponent.User}:{password}@{Endpoint.Property(EndpointProperty.IPV4Host)}:{Endpoint.Property(EndpointProperty.Port)}/");

    private EndpointReference Endpoint => new(this, "amqp");
}
