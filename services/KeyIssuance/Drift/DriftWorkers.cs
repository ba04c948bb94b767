using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.Drift;

/// <summary>Checks servers when they are due, <see cref="DriftOptions.Concurrency"/> at a time.</summary>
internal sealed class DriftWorkers(
    DriftWatch watch, ServerCheck check, ChangeNotices notices, MigrationsDone migrations, IOptions<DriftOptions> drift,
    IOptions<KeyIssuanceOptions> options, TimeProvider time, ILogger<DriftWorkers> log)
    : LeaseWorkers<WatchLease>(drift.Value.Concurrency, DriftNotices.Due, options.Value.PollInterval, notices, migrations, time, log)
{
    protected override Task<WatchLease?> ClaimAsync(CancellationToken cancellationToken) => watch.ClaimAsync(cancellationToken);

    protected override async Task WorkAsync(WatchLease lease, CancellationToken stoppingToken)
    {
        try
        {
            await CheckAsync(lease, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The lease runs out; another instance checks the server.
        }
        catch (Exception failure) when (TransientFailures.IsTransient(failure))
        {
            Log.CheckWaits(Logger, lease.ServerId, failure.GetType().Name);
            await TryReleaseAsync(lease);
        }
        catch (Exception failure)
        {
            // A bug. The lease runs out, and the server is checked again.
            Log.CheckBroke(Logger, lease.ServerId, failure);
        }
    }

    private async Task CheckAsync(WatchLease lease, CancellationToken stoppingToken)
    {
        using var activity = KeyIssuanceTelemetry.Source.StartActivity("check server", ActivityKind.Internal, parentId: null);
        // It ends before the lease does, so that no two instances check a server at the same time.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        limit.CancelAfter(drift.Value.CheckLimit * 0.9);
        var result = await TryAsync(lease.ServerId, limit.Token, stoppingToken);
        activity?.SetTag("penguinmails.look.outcome", result.Outcome);
        KeyIssuanceTelemetry.Checked(result.Outcome);
        await watch.FinishAsync(lease, result, stoppingToken);
    }

    private async Task<CheckResult> TryAsync(Guid serverId, CancellationToken limited, CancellationToken stoppingToken)
    {
        try
        {
            return await check.RunAsync(serverId, limited);
        }
        catch (SshCommandException failure)
        {
            var answer = SshAnswers.Failed(failure);
            return new CheckResult(answer.Code, answer.Detail) { IsUnreachable = answer.IsUnreachable };
        }
        catch (VaultRefusedException refused)
        {
            return new CheckResult("vault_refused", refused.Message);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            return new CheckResult("server_failed", $"The check took longer than {drift.Value.CheckLimit.TotalSeconds * 0.9:0} s.") { IsUnreachable = true };
        }
    }

    private async Task TryReleaseAsync(WatchLease lease)
    {
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(3), Time);
            await watch.ReleaseAsync(lease, limit.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException || TransientFailures.IsTransient(failure))
        {
            Log.CheckWaits(Logger, lease.ServerId, failure.GetType().Name);
        }
    }
}
