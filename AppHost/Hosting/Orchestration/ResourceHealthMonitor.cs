using System.Collections.Immutable;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Checks one resource for as long as it runs, shows the reports, and tells the first time when it can be used.</summary>
internal sealed class ResourceHealthMonitor(IResource resource, HealthCheckService checks, HostContext host)
{
    private static readonly TimeSpan IntervalUntilHealthy = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan IntervalOnceHealthy = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan CheckLimit = TimeSpan.FromSeconds(10);

    private readonly ImmutableHashSet<string> _keys = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(check => check.Key)];
    private readonly Channel<bool> _stateChanges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>An instance has begun or ceased to run.</summary>
    public void StateChanged() => _stateChanges.Writer.TryWrite(true);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var ready = false;
        while (!cancellationToken.IsCancellationRequested)
        {
            var healthy = false;
            if (RunningInstances() is [_, ..] running)
            {
                var reports = await CheckAsync(cancellationToken);
                healthy = reports.All(report => report.Status == HealthStatus.Healthy);
                ready = ready || (healthy && await TellReadyAsync(cancellationToken));
                await ShowAsync(running, reports, ready);
            }
            else
            {
                ready = false;
            }

            var interval = RunningInstances().Length == 0 || (_keys.IsEmpty && ready) ? Timeout.InfiniteTimeSpan
                : healthy && ready ? IntervalOnceHealthy : IntervalUntilHealthy;
            await PauseAsync(interval, cancellationToken);
        }
    }

    private async Task PauseAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        pause.CancelAfter(interval);
        try
        {
            await _stateChanges.Reader.ReadAsync(pause.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing has changed; it is time for the next check.
        }
    }

    private string[] RunningInstances() =>
    [
        .. ResourceInstances.IdsOf(resource).Where(id =>
            host.Notifications.TryGetCurrentState(id, out var state) && state.Snapshot.State?.Text == KnownResourceStates.Running),
    ];

    private async Task<ImmutableArray<HealthReportSnapshot>> CheckAsync(CancellationToken cancellationToken)
    {
        if (_keys.IsEmpty)
        {
            return [];
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CheckLimit);
        try
        {
            var report = await checks.CheckHealthAsync(registration => _keys.Contains(registration.Name), limit.Token);
            return [.. _keys.Order(StringComparer.Ordinal).Select(key => ReportOf(key, report))];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unhealthy("The check took too long.");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return Unhealthy(error.Message);
        }
    }

    private static HealthReportSnapshot ReportOf(string key, HealthReport report) => report.Entries.TryGetValue(key, out var entry)
        ? new HealthReportSnapshot(key, entry.Status, entry.Description, entry.Exception?.Message)
        : new HealthReportSnapshot(key, HealthStatus.Unhealthy, "No check is registered under this key.", ExceptionText: null);

    private ImmutableArray<HealthReportSnapshot> Unhealthy(string why) =>
        [.. _keys.Select(key => new HealthReportSnapshot(key, HealthStatus.Unhealthy, why, ExceptionText: null))];

    private async Task<bool> TellReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await host.Eventing.PublishAsync(new ResourceReadyEvent(resource, host.Services), cancellationToken);
            return true;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // What the subscriber prepares for others is missing, so it is tried again before they start.
            Log.ReadySubscriberFailed(host.Logger, error, resource.Name);
            return false;
        }
    }

    private async Task ShowAsync(string[] instances, ImmutableArray<HealthReportSnapshot> reports, bool ready)
    {
        foreach (var id in instances)
        {
            await host.Notifications.PublishUpdateAsync(resource, id, snapshot =>
                snapshot.State?.Text != KnownResourceStates.Running
                || (snapshot.IsReady == ready && snapshot.HealthReports.SequenceEqual(reports))
                    ? snapshot
                    : snapshot with { HealthReports = reports, IsReady = ready });
        }
    }
}
