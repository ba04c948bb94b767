using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>The services of the host itself.</summary>
internal static class HostServices
{
    public static void Add(IDistributedApplicationBuilder builder, DistributedApplicationOptions options, AppHostCommandLine commandLine)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(commandLine);
        services.AddSingleton(builder.ExecutionContext);
        services.AddSingleton(builder.Eventing);
        services.AddSingleton(new DistributedApplicationModel(builder.Resources));
        services.AddSingleton<ResourceNotificationService>();
        services.AddSingleton<ResourceLoggerService>();
        services.AddSingleton(provider => new ResourceCommandService(
            provider.GetRequiredService<ResourceNotificationService>(), provider.GetRequiredService<ResourceLoggerService>(), provider));
        services.AddHealthChecks();
        services.AddHttpClient();
        if (builder.ExecutionContext.IsPublishMode)
        {
            services.AddHostedService<ManifestPublisher>();
        }
        else
        {
            services.AddSingleton<HostContext>();
            services.AddSingleton<AspirePrograms>();
            services.AddSingleton<ResourceService>();
            services.AddHostedService<ApplicationOrchestrator>();
        }

        // The resources' own output belongs to the dashboard; the console shows what the host has to say.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System", LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            .AddSimpleConsole(console => console.SingleLine = true));
    }
}
