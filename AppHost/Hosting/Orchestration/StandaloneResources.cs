using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Shows the resources that no process stands for: parameters, connection strings, children, and custom ones.</summary>
internal sealed class StandaloneResources(HostContext host)
{
    private readonly IResource[] _resources =
        [.. host.Model.Resources.Where(resource => resource is not (ProjectResource or ExecutableResource or ContainerResource))];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var resource in _resources)
        {
            if (resource is ParameterResource parameter)
            {
                await ShowAsync(parameter, cancellationToken);
                continue;
            }

            await host.Eventing.PublishAsync(
                new InitializeResourceEvent(resource, host.Eventing, host.Loggers, host.Notifications, host.Services), cancellationToken);

            // A child follows its parent; who gave a first state, also gives the next.
            if (resource is not IResourceWithParent && !resource.HasAnnotationOfType<ResourceSnapshotAnnotation>())
            {
                await host.Notifications.PublishUpdateAsync(resource, snapshot => snapshot with { State = KnownResourceStates.Running });
            }
        }
    }

    /// <summary>Gives each child the state of its parent.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var children = _resources.OfType<IResourceWithParent>().ToLookup(child => child.Parent);
        await foreach (var seen in host.Notifications.WatchAsync(cancellationToken))
        {
            foreach (var child in children[seen.Resource])
            {
                await host.Notifications.PublishUpdateAsync(child, snapshot => snapshot.State == seen.Snapshot.State
                    ? snapshot
                    : snapshot with
                    {
                        State = seen.Snapshot.State,
                        StartTimeStamp = seen.Snapshot.StartTimeStamp,
                        StopTimeStamp = seen.Snapshot.StopTimeStamp,
                        IsReady = false,
                    });
            }
        }
    }

    private async Task ShowAsync(ParameterResource parameter, CancellationToken cancellationToken)
    {
        try
        {
            var value = await parameter.GetValueAsync(cancellationToken);
            await host.Notifications.PublishUpdateAsync(parameter, snapshot => snapshot with
            {
                State = KnownResourceStates.Running,
                Properties = [new("Value", parameter.Secret ? "(hidden)" : value) { IsSensitive = parameter.Secret }],
            });
        }
        catch (MissingParameterValueException missing)
        {
            Log.ParameterMissing(host.Logger, missing.Message);
            await host.Notifications.PublishUpdateAsync(
                parameter, snapshot => snapshot with { State = new("ValueMissing", KnownResourceStateStyles.Warn) });
        }
    }
}
