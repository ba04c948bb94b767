using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PenguinMails.AppHost.Supervision;

/// <summary>The process is started again when it ends without having been told to.</summary>
public sealed class RestartOnCrashAnnotation : IResourceAnnotation;

public static class RestartOnCrashExtensions
{
    /// <summary>
    /// Starts the resource again when its process ends unasked, as a deployment would; the orchestrator itself does not.
    /// Crashes in quick succession are spaced out.
    /// </summary>
    public static IResourceBuilder<T> WithRestartOnCrash<T>(this IResourceBuilder<T> builder)
        where T : IResource
    {
        var services = builder.ApplicationBuilder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CrashSupervisor>());
        return builder.WithAnnotation(new RestartOnCrashAnnotation());
    }
}
