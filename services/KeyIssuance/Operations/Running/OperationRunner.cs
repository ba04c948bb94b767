using System.Diagnostics;
using Microsoft.Extensions.Options;
using PenguinMails.KeyIssuance.Servers.Connections;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Works a leased operation step by step until it ends, must wait, or is taken away.</summary>
internal sealed class OperationRunner(
    OperationStore store,
    IEnumerable<IOperationStep> steps,
    ServerBreaker breaker,
    OperationOutcomes outcomes,
    CrashPoints crash,
    IOptions<KeyIssuanceOptions> options,
    TimeProvider time,
    ILogger<OperationRunner> log)
{
    private readonly Dictionary<string, IOperationStep> _steps = steps.ToDictionary(step => step.Name, StringComparer.Ordinal);

    public async Task RunAsync(Lease lease, CancellationToken stoppingToken)
    {
        await using var connection = new AdminConnection();
        using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var renewal = RenewAsync(lease, held);
        try
        {
            if (await store.LoadAsync(lease, connection, held.Token) is not { } operation)
            {
                return;
            }

            using var activity = KeyIssuanceTelemetry.Source.StartActivity(
                $"operation {operation.Row.Kind}", ActivityKind.Internal, operation.Row.TraceParent);
            activity?.SetTag("penguinmails.operation.id", lease.OperationId);
            while (operation is not null && await RunStepAsync(operation, held.Token))
            {
                operation = await store.LoadAsync(lease, connection, held.Token);
            }
        }
        catch (Exception failure) when (Outages.IsOutage(failure))
        {
            // Not the operation's fault: it does not count as an attempt.
            Log.DependencyWaits(log, lease.OperationId, failure.GetType().Name);
            await outcomes.TryReleaseAsync(lease, options.Value.DependencyRetry);
        }
        catch (OperationCanceledException) when (held.IsCancellationRequested && !stoppingToken.IsCancellationRequested)
        {
            Log.LeaseLost(log, lease.OperationId);
        }
        catch (OperationCanceledException)
        {
            await outcomes.TryReleaseAsync(lease, TimeSpan.Zero);
        }
        finally
        {
            await held.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Runs the present step; true when there is a next one to run now.</summary>
    private async Task<bool> RunStepAsync(Operation operation, CancellationToken cancellationToken)
    {
        var point = $"{operation.Row.Kind}.{operation.Row.Step}";
        crash.Hit(point + ".before");
        using var activity = KeyIssuanceTelemetry.Source.StartActivity($"step {operation.Row.Step}");
        if (!await outcomes.BeginStepAsync(operation, cancellationToken))
        {
            Log.LeaseLost(log, operation.Row.OperationId);
            return false;
        }

        var started = time.GetTimestamp();
        var result = await AttemptAsync(operation, cancellationToken);
        KeyIssuanceTelemetry.Step(operation.Row.Kind, operation.Row.Step, result.GetType().Name, time.GetElapsedTime(started));
        activity?.SetTag("penguinmails.step.result", result.GetType().Name);
        crash.Hit(point + ".done");
        var goOn = await CommitAsync(operation, result, cancellationToken);
        crash.Hit(point + ".after");
        return goOn;
    }

    /// <summary>A command did not run to its end.</summary>
    internal static StepResult.Retry ServerFailed(SshCommandException failure) =>
        new("server_failed", failure.Message, IsUnreachable: failure.Kind != SshTroubleKind.CommandFailed);

    private async Task<StepResult> AttemptAsync(Operation operation, CancellationToken cancellationToken)
    {
        try
        {
            // What has touched nothing yet does not begin while its server is left alone.
            return operation.Row.Step == OperationPlans.Stage && await breaker.RefusalAsync(operation, cancellationToken) is { } refusal
                ? refusal
                : await _steps[operation.Row.Step].RunAsync(operation, cancellationToken);
        }
        catch (SshCommandException failure)
        {
            return ServerFailed(failure);
        }
        catch (VaultRefusedException refused)
        {
            return new StepResult.Retry("vault_refused", refused.Message);
        }
        catch (Exception failure) when (IsBug(failure))
        {
            return Broken(operation, failure);
        }
    }

    private async Task<bool> CommitAsync(Operation operation, StepResult result, CancellationToken cancellationToken)
    {
        try
        {
            return await outcomes.CommitAsync(operation, result, cancellationToken);
        }
        catch (Exception failure) when (IsBug(failure) && result is StepResult.Done)
        {
            // What cannot be written down counts as an attempt, so that it comes to an end.
            return await outcomes.CommitAsync(operation, Broken(operation, failure), cancellationToken);
        }
    }

    private StepResult.Retry Broken(Operation operation, Exception failure)
    {
        Log.StepBroke(log, operation.Row.OperationId, operation.Row.Step, failure);
        return new StepResult.Retry("internal_error", "The step failed in a way nobody expected; the log of key-issuance says more.");
    }

    private static bool IsBug(Exception failure) => failure is not OperationCanceledException && !Outages.IsOutage(failure);

    private async Task RenewAsync(Lease lease, CancellationTokenSource held)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(held.Token))
            {
                if (!await store.RenewAsync(lease, options.Value.Lease, held.Token))
                {
                    await held.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The operation has ended, or is not ours any more.
        }
        catch (Exception failure) when (Outages.IsOutage(failure))
        {
            // Without the database the lease runs out; stop before another worker may begin.
            Log.DependencyWaits(log, lease.OperationId, failure.GetType().Name);
            await held.CancelAsync();
        }
    }
}
