using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PenguinMails.AppHost.Supervision;

/// <summary>Waits until every resource of the model can be used, then does something once.</summary>
internal sealed class AllHealthy(
    DistributedApplicationModel model,
    ResourceNotificationService notifications,
    IServiceProvider services,
    Func<IServiceProvider, CancellationToken, Task> callback) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var awaited = model.Resources
            .Where(resource => resource is IResourceWithWaitSupport && !resource.HasAnnotationOfType<ExplicitStartupAnnotation>());
        await Task.WhenAll(awaited.Select(resource => notifications.WaitForResourceHealthyAsync(resource.Name, stoppingToken)));
        await callback(services, stoppingToken);
    }
}

public static class AllHealthyExtensions
{
    /// <summary>Calls back once, when every resource that is started with the application runs and is healthy.</summary>
    public static IDistributedApplicationBuilder OnAllHealthy(
        this IDistributedApplicationBuilder builder, Func<IServiceProvider, CancellationToken, Task> callback)
    {
        if (builder.ExecutionContext.IsRunMode)
        {
            builder.Services.AddSingleton<IHostedService>(services => ActivatorUtilities.CreateInstance<AllHealthy>(services, callback));
        }

        return builder;
    }
}
