using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs the model: addresses first, then each resource as soon as those that it waits for are there.</summary>
internal sealed class ApplicationOrchestrator(
    HostContext host,
    IEnumerable<IDistributedApplicationEventingSubscriber> subscribers,
    HealthCheckService healthChecks,
    AspirePrograms programs,
    IHostApplicationLifetime lifetime) : IHostedService, IAsyncDisposable
{
    // With what DCP then takes for everything else, the whole stop stays below 20 seconds.
    private static readonly TimeSpan ProjectStopLimit = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _background = [];
    private readonly List<ExecutableInstance> _instances = [];
    private DcpSession? _session;
    private ExecutableLifecycle? _lifecycle;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var subscriber in subscribers)
        {
            await subscriber.SubscribeAsync(host.Eventing, host.ExecutionContext, cancellationToken);
        }

        await host.Eventing.PublishAsync(new BeforeStartEvent(host.Services, host.Model), cancellationToken);
        RefuseContainers();
        FixedPorts.RefuseTaken(host.Model.Resources);
        var bundle = await programs.FindAsync(cancellationToken);
        _session = await DcpSession.StartAsync(bundle.DcpPath, host.Logger, cancellationToken);
        var groups = CreateInstances(_session.Client);
        await AllocateEndpointsAsync(_session.Client, cancellationToken);

        var standalone = new StandaloneResources(host);
        _background.Add(new ExecutableWatcher(_session.Client, _instances, host).RunAsync(_stopping.Token));
        _background.Add(new ResourceHealth(healthChecks, host).RunAsync(_stopping.Token));
        _background.Add(standalone.RunAsync(_stopping.Token));
        await standalone.StartAsync(cancellationToken);
        foreach (var instances in groups)
        {
            _background.Add(instances[0].Resource.HasAnnotationOfType<ExplicitStartupAnnotation>()
                ? host.Notifications.PublishUpdateAsync(
                    instances[0].Resource, snapshot => snapshot with { State = KnownResourceStates.NotStarted })
                : Task.Run(() => _lifecycle!.StartAsync(instances, _stopping.Token), CancellationToken.None));
        }

        await host.Eventing.PublishAsync(new AfterResourcesCreatedEvent(host.Services, host.Model), cancellationToken);
    }

    /// <summary>The projects end first, while what they use is still there; then everything else at once.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_session is null)
        {
            return;
        }

        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            limit.CancelAfter(ProjectStopLimit);
            var projects = _instances.Where(instance => instance.Resource is ProjectResource);
            await Task.WhenAll(projects.Select(instance => _lifecycle!.StopAsync(instance, limit.Token)))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_background).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _session.DisposeAsync();
        _session = null;
    }

    public async ValueTask DisposeAsync()
    {
        // Also after a failed start, which is not followed by a stop.
        await StopAsync(CancellationToken.None);
        _instances.ForEach(instance => instance.Dispose());
        _stopping.Dispose();
    }

    private void RefuseContainers()
    {
        if (host.Model.Resources.OfType<ContainerResource>().FirstOrDefault() is { } container)
        {
            throw new DistributedApplicationException(
                $"'{container.Name}' is a container. Without the Aspire.Hosting package containers can be published but not run.");
        }
    }

    private List<IReadOnlyList<ExecutableInstance>> CreateInstances(DcpClient client)
    {
        var groups = new List<IReadOnlyList<ExecutableInstance>>();
        _lifecycle = new ExecutableLifecycle(
            new ExecutableRunner(client), new ResourceDependencies(host.Notifications, host.Loggers), host, lifetime.ApplicationStopping);
        foreach (var resource in host.Model.Resources.Where(resource => resource is ProjectResource or ExecutableResource))
        {
            var instances = ExecutableInstance.For(resource);
            LifecycleCommands.Add(resource, instances, _lifecycle);
            groups.Add(instances);
            _instances.AddRange(instances);
        }

        return groups;
    }

    private async Task AllocateEndpointsAsync(DcpClient client, CancellationToken cancellationToken)
    {
        await new DcpServices(client).AllocateAsync(host.Model.Resources.AsReadOnly(), cancellationToken);
        foreach (var resource in host.Model.Resources.ToArray())
        {
            await ResourceDisplay.ShowAsync(resource, host, cancellationToken);
            if (resource is IResourceWithEndpoints)
            {
                await host.Eventing.PublishAsync(new ResourceEndpointsAllocatedEvent(resource, host.Services), cancellationToken);
            }

            if (resource is IResourceWithConnectionString)
            {
                await host.Eventing.PublishAsync(new ConnectionStringAvailableEvent(resource, host.Services), cancellationToken);
            }
        }
    }
}
