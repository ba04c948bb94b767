using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.Audit.Watching;

/// <summary>Says that the watch over the ledger stands still. Alerts lie in the database, and can be kept from getting there; this does not.</summary>
internal sealed class WatchHealthCheck(WatchProgress progress) : IHealthCheck
{
    public const string Name = "ledger_watch";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        progress.Stuck() is { Count: > 0 } stuck
            ? HealthCheckResult.Degraded($"Stands still: {string.Join("; ", stuck.Select(part => $"{part.Part}, for {part.For.TotalSeconds:0} s"))}.")
            : HealthCheckResult.Healthy());
}
