using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dcp;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts and ends the processes of resources: with the application, and by command.</summary>
internal sealed class ExecutableLifecycle(
    ExecutableRunner runner,
    ResourceDependencies dependencies,
    HostContext host,
    CancellationToken applicationStopping)
{
    /// <summary>Starts all instances of one resource; a failure is shown as their state.</summary>
    public async Task StartAsync(IReadOnlyList<ExecutableInstance> instances, CancellationToken cancellationToken)
    {
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, applicationStopping);
        foreach (var instance in instances)
        {
            await instance.Gate.WaitAsync(starting.Token);
            instance.Starting = starting;
        }

        try
        {
            await StartAsync(instances[0].Resource, instances, starting.Token);
        }
        catch (OperationCanceledException)
        {
            await ShowAsync(instances, snapshot => snapshot with { State = KnownResourceStates.NotStarted });
        }
        catch (Exception error)
        {
            Log.DidNotStart(host.Logger, error, instances[0].Resource.Name);
            Log.DidNotStart(host.Loggers.GetLogger(instances[0].Resource), error, instances[0].Resource.Name);
            await ShowAsync(instances, snapshot => snapshot with { State = new(KnownResourceStates.FailedToStart, KnownResourceStateStyles.Error) });
        }
        finally
        {
            foreach (var instance in instances)
            {
                instance.Starting = null;
                instance.Gate.Release();
            }
        }
    }

    /// <summary>Ends the process, or a start that still waits for other resources.</summary>
    public async Task StopAsync(ExecutableInstance instance, CancellationToken cancellationToken)
    {
        if (instance.Starting is { } starting)
        {
            try
            {
                await starting.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // The start was just over.
            }
        }

        await instance.Gate.WaitAsync(cancellationToken);
        try
        {
            await ShowAsync([instance], snapshot => snapshot with { State = KnownResourceStates.Stopping });
            await runner.StopAsync(instance, cancellationToken);
            await ShowAsync([instance], snapshot => snapshot with { State = KnownResourceStates.Finished });
        }
        finally
        {
            instance.Gate.Release();
        }
    }

    private async Task StartAsync(IResource resource, IReadOnlyList<ExecutableInstance> instances, CancellationToken cancellationToken)
    {
        foreach (var instance in instances)
        {
            instance.Generation++;
            await runner.RemoveAsync(instance, cancellationToken);
        }

        await ShowAsync(instances, snapshot => snapshot.AsStarting());
        await host.Eventing.PublishAsync(new BeforeResourceStartedEvent(resource, host.Services), cancellationToken);
        if (resource.HasAnnotationOfType<WaitAnnotation>())
        {
            await ShowAsync(instances, snapshot => snapshot with { State = KnownResourceStates.Waiting });
            await dependencies.WaitAsync(resource, cancellationToken);
        }

        foreach (var instance in instances)
        {
            var logger = host.Loggers.GetLogger(instance.Id);
            var configuration = await ExecutableConfiguration.EvaluateAsync(instance, host.ExecutionContext, logger, cancellationToken);
            await ShowAsync([instance], snapshot => snapshot.With(resource, configuration) with { State = KnownResourceStates.Starting });
            await runner.CreateAsync(instance, configuration, cancellationToken);
        }
    }

    private async Task ShowAsync(IReadOnlyList<ExecutableInstance> instances, Func<CustomResourceSnapshot, CustomResourceSnapshot> change)
    {
        foreach (var instance in instances)
        {
            await host.Notifications.PublishUpdateAsync(instance.Resource, instance.Id, change);
        }
    }
}
