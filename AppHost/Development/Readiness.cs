using PenguinMails.AppHost.Resources;
using PenguinMails.AppHost.Resources.Postgres;

namespace PenguinMails.AppHost.Development;

/// <summary>Waits until the whole system is healthy, apart from its optional parts.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    /// <summary>Returns when every resource is healthy that is no optional part; says from time to time which are not yet.</summary>
    public static async Task WaitAsync(DistributedApplication app, Action<string> say, CancellationToken cancellationToken)
    {
        var model = app.Services.GetRequiredService<DistributedApplicationModel>();
        var waits = model.Resources
            .Where(resource => resource is not ParameterResource)
            .Where(resource => !resource.HasAnnotationOfType<ExplicitStartupAnnotation>() && !resource.HasAnnotationOfType<OptionalPartAnnotation>())
            .ToDictionary(resource => resource.Name, resource => ReadyAsync(app, resource, cancellationToken));
        var all = Task.WhenAll(waits.Values);
        while (await Task.WhenAny(all, Task.Delay(Patience, cancellationToken)) != all)
        {
            cancellationToken.ThrowIfCancellationRequested();
            say("Still waiting for: " + string.Join(", ", waits.Where(wait => !wait.Value.IsCompleted).Select(wait => wait.Key)));
        }

        await all;
    }

    private static Task ReadyAsync(DistributedApplication app, IResource resource, CancellationToken cancellationToken) =>
        resource.HasAnnotationOfType<RunsToCompletionAnnotation>()
            ? app.ResourceNotifications.WaitForResourceAsync(resource.Name, KnownResourceStates.Finished, cancellationToken)
            : app.ResourceNotifications.WaitForResourceHealthyAsync(resource.Name, cancellationToken);
}
