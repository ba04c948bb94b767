using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PenguinMails.AppHost.Supervision;

/// <summary>The process ends before those without this mark are told to stop.</summary>
public sealed class StopsFirstAnnotation : IResourceAnnotation;

/// <summary>
/// Stops the services before the servers that they use and the dashboard. Told to stop together with these, a service spends seconds
/// on handing on its last telemetry and on its goodbye to the broker.
/// </summary>
internal sealed class FirstStops(ResourceNotificationService notifications, ResourceCommandService commands, TimeProvider time) : EarlyService
{
    // A service that needs longer is ended with the rest.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.05);

    private readonly ConcurrentDictionary<string, bool> _running = new();

    public override async Task StoppingAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        // The commands themselves return seconds after the processes have ended.
        _ = _running.Keys.Select(id => commands.ExecuteCommandAsync(id, KnownResourceCommands.StopCommand, limit.Token)).ToList();
        while (!_running.IsEmpty && !limit.IsCancellationRequested)
        {
            await Task.Delay(Pause, time, CancellationToken.None);
        }

        await base.StoppingAsync(cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        await foreach (var seen in notifications.WatchAsync(stoppingToken))
        {
            var state = seen.Snapshot.State?.Text;
            if (!seen.Resource.HasAnnotationOfType<StopsFirstAnnotation>())
            {
                continue;
            }

            if (state == KnownResourceStates.Running || state == KnownResourceStates.Stopping)
            {
                _running[seen.ResourceId] = true;
            }
            else
            {
                _running.TryRemove(seen.ResourceId, out _);
            }
        }
    }
}

public static class StopsFirstExtensions
{
    /// <summary>Ends the resource's processes before the application's other processes are told to stop; waits 5 s for them at most.</summary>
    public static IResourceBuilder<T> StopsFirst<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        var services = builder.ApplicationBuilder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FirstStops>());
        return builder.WithAnnotation(new StopsFirstAnnotation());
    }
}
