using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PenguinMails.Postgres.Tests.Messaging;

/// <summary>
/// Runs in a process of its own: relays the outbox it is pointed at, and kills itself after the broker has confirmed a message
/// and before the outbox has forgotten it; or, with <c>TEST_DIES=before</c>, when it is about to publish.
/// </summary>
internal static class DyingRelay
{
    public static async Task RunAsync(string[] args)
    {
        await using var service = await TestService.StartAsync(
            Environment.GetEnvironmentVariable("TEST_DATABASE")!,
            Environment.GetEnvironmentVariable("TEST_BROKER")!,
            services: services =>
            {
                var real = services.Last(service => service.ServiceType == typeof(IOutboxTransport)).ImplementationFactory!;
                services.Replace(ServiceDescriptor.Singleton<IOutboxTransport>(provider => new DyingTransport((IOutboxTransport)real(provider))));
            });
        await Task.Delay(Timeout.Infinite);
    }

    private sealed class DyingTransport(IOutboxTransport real) : IOutboxTransport
    {
        public async Task DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            if (Environment.GetEnvironmentVariable("TEST_DIES") != "before")
            {
                await real.DeliverAsync(message, cancellationToken);
            }

            Process.GetCurrentProcess().Kill();
        }
    }
}
