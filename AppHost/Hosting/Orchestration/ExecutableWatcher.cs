using System.Collections.Frozen;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Follows the orchestrator's processes and shows their state and output.</summary>
internal sealed class ExecutableWatcher(DcpClient client, IEnumerable<ExecutableInstance> instances, HostContext host)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(250);

    private readonly FrozenDictionary<string, ExecutableInstance> _instances = instances.ToFrozenDictionary(instance => instance.Id);

    // Instance and the start of it whose output is being copied, or whose end has been told.
    private readonly Dictionary<string, int> _followed = [];
    private readonly Dictionary<string, int> _ended = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in client.WatchAsync<DcpObject<ExecutableSpec, ExecutableStatus>>("executables", cancellationToken))
                {
                    await ApplyAsync(change, cancellationToken);
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                Log.WatchBroke(host.Logger, error.Message);
                await Task.Delay(RetryDelay, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ApplyAsync(DcpChange<DcpObject<ExecutableSpec, ExecutableStatus>> change, CancellationToken cancellationToken)
    {
        var executable = change.Object;
        if (change.Type == "DELETED" || executable.Metadata.DeletionTimestamp is not null || executable.Status?.State is not { Length: > 0 }
            || !_instances.TryGetValue(executable.Metadata.Name, out var instance)
            || executable.Metadata.Annotations?.GetValueOrDefault(ExecutableInstance.GenerationAnnotation) != instance.Generation.ToString())
        {
            return;
        }

        if (_followed.GetValueOrDefault(instance.Id) != instance.Generation)
        {
            _followed[instance.Id] = instance.Generation;
            var log = host.Loggers.LogOf(instance.Id);
            _ = ExecutableOutput.CopyAsync(client, instance.Id, "stdout", log, cancellationToken);
            _ = ExecutableOutput.CopyAsync(client, instance.Id, "stderr", log, cancellationToken);
        }

        await host.Notifications.PublishUpdateAsync(instance.Resource, instance.Id, snapshot => snapshot.With(executable.Status));
        if (executable.Status.State is "Finished" or "Terminated" or "FailedToStart"
            && _ended.GetValueOrDefault(instance.Id) != instance.Generation
            && host.Notifications.TryGetCurrentState(instance.Id, out var state))
        {
            _ended[instance.Id] = instance.Generation;
            await host.Eventing.PublishAsync(new ResourceStoppedEvent(instance.Resource, host.Services, state), cancellationToken);
        }
    }
}
