using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.ServiceDefaults;

/// <summary>
/// Whether RabbitMQ is there and confirms what is sent. Without it requests keep working and messages wait, so the service is degraded,
/// not unhealthy; unhealthy is only one that has not reached RabbitMQ since it started, whose queues may not exist yet.
/// </summary>
internal sealed class BrokerHealthCheck(IBusControl bus, MassTransitOutboxTransport transport) : IHealthCheck
{
    public const string Name = "broker";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private volatile bool _wasReached;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check());

    private HealthCheckResult Check()
    {
        if (bus.CheckHealth().Status != BusHealthStatus.Healthy)
        {
            return _wasReached
                ? HealthCheckResult.Degraded("RabbitMQ does not answer: messages wait.")
                : HealthCheckResult.Unhealthy("RabbitMQ has not been reached since the start.");
        }

        _wasReached = true;
        return transport.UnconfirmedFor is { } wait && wait > Patience
            ? HealthCheckResult.Degraded($"RabbitMQ takes no messages: one has not been confirmed for {wait.TotalSeconds:0} s. A memory or disk alarm blocks publishers.")
            : HealthCheckResult.Healthy();
    }
}
