using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Start, stop and restart, as the dashboard offers them.</summary>
internal static class LifecycleCommands
{
    public static void Add(IResource resource, IReadOnlyList<ExecutableInstance> instances, ExecutableLifecycle lifecycle)
    {
        Add(KnownResourceCommands.StartCommand, "Start", "Play", highlighted: true, WhenStopped, (instance, token) =>
            lifecycle.StartAsync([instance], token));
        Add(KnownResourceCommands.StopCommand, "Stop", "Stop", highlighted: true, WhenActive, lifecycle.StopAsync);
        Add(KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", highlighted: false, WhenRunning, async (instance, token) =>
        {
            await lifecycle.StopAsync(instance, token);
            await lifecycle.StartAsync([instance], token);
        });

        void Add(
            string name,
            string displayName,
            string icon,
            bool highlighted,
            Func<string?, ResourceCommandState> updateState,
            Func<ExecutableInstance, CancellationToken, Task> execute) =>
            resource.Annotations.Add(new ResourceCommandAnnotation(
                name,
                displayName,
                context => updateState(context.ResourceSnapshot.State?.Text),
                async context =>
                {
                    var instance = instances.FirstOrDefault(known => known.Id == context.ResourceName);
                    if (instance is null)
                    {
                        return CommandResults.Failure($"'{context.ResourceName}' is no process of '{resource.Name}'.");
                    }

                    await execute(instance, context.CancellationToken);
                    return CommandResults.Success();
                },
                displayDescription: null,
                parameter: null,
                confirmationMessage: null,
                icon,
                IconVariant.Filled,
                highlighted));
    }

    private static bool IsStopped(string? state) =>
        state is null || state == KnownResourceStates.NotStarted || KnownResourceStates.TerminalStates.Contains(state);

    private static ResourceCommandState WhenStopped(string? state) =>
        IsStopped(state) ? ResourceCommandState.Enabled : ResourceCommandState.Hidden;

    private static ResourceCommandState WhenActive(string? state) => IsStopped(state) ? ResourceCommandState.Hidden
        : state == KnownResourceStates.Stopping ? ResourceCommandState.Disabled : ResourceCommandState.Enabled;

    private static ResourceCommandState WhenRunning(string? state) =>
        state == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
