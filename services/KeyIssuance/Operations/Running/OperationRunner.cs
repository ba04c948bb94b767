using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Works a leased operation step by step until it ends, must wait, or is taken away.</summary>
internal sealed class OperationRunner(
    OperationStore store,
    IEnumerable<IOperationStep> steps,
    OperationOutcomes outcomes,
    CrashPoints crash,
    IOptions<KeyIssuanceOptions> options,
    TimeProvider time,
    ILogger<OperationRunner> log)
{
    private readonly Dictionary<string, IOperationStep> _steps = steps.ToDictionary(step => step.Name, StringComparer.Ordinal);

    public async Task RunAsync(Guid operationId, CancellationToken cancellationToken)
    {
        using var lease = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(operationId, lease);
        try
        {
            if (await store.LoadAsync(operationId, lease.Token) is not { } operation)
            {
                return;
            }

            using var activity = KeyIssuanceTelemetry.Source.StartActivity(
                $"operation {operation.Row.Kind}", ActivityKind.Internal, operation.Row.TraceParent);
            activity?.SetTag("penguinmails.operation.id", operationId);
            while (operation is not null && await RunStepAsync(operation, lease.Token))
            {
                operation = await store.LoadAsync(operationId, lease.Token);
            }
        }
        catch (Exception failure) when (failure is VaultUnavailableException or NpgsqlException or TimeoutException)
        {
            // Not the operation's fault: it does not count as an attempt.
            Log.DependencyWaits(log, operationId, failure.GetType().Name);
            await outcomes.TryReleaseAsync(operationId, options.Value.DependencyRetry);
        }
        catch (OperationCanceledException) when (lease.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Log.LeaseLost(log, operationId);
        }
        catch (OperationCanceledException)
        {
            await outcomes.TryReleaseAsync(operationId, TimeSpan.Zero);
        }
        finally
        {
            await lease.CancelAsync();
            await renewal;
        }
    }

    /// <summary>Runs the present step; true when there is a next one to run now.</summary>
    private async Task<bool> RunStepAsync(Operation operation, CancellationToken cancellationToken)
    {
        var point = $"{operation.Row.Kind}.{operation.Row.Step}";
        crash.Hit(point + ".before");
        using var activity = KeyIssuanceTelemetry.Source.StartActivity($"step {operation.Row.Step}");
        await outcomes.BeginStepAsync(operation, cancellationToken);
        var started = time.GetTimestamp();
        StepResult result;
        try
        {
            result = await _steps[operation.Row.Step].RunAsync(operation, cancellationToken);
        }
        catch (SshCommandException failure)
        {
            result = new StepResult.Retry("server_failed", failure.Message, IsUnreachable: true);
        }
        catch (VaultRefusedException refused)
        {
            result = new StepResult.Retry("vault_refused", refused.Message);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or VaultUnavailableException or NpgsqlException or TimeoutException))
        {
            Log.StepBroke(log, operation.Row.OperationId, operation.Row.Step, failure);
            result = new StepResult.Retry("internal_error", "The step failed in a way nobody expected; the log of key-issuance says more.");
        }

        KeyIssuanceTelemetry.Step(operation.Row.Kind, operation.Row.Step, result.GetType().Name, time.GetElapsedTime(started));
        crash.Hit(point + ".done");
        var goOn = await outcomes.CommitAsync(operation, result, cancellationToken);
        crash.Hit(point + ".after");
        return goOn;
    }

    private async Task RenewAsync(Guid operationId, CancellationTokenSource lease)
    {
        using var timer = new PeriodicTimer(options.Value.Lease / 3, time);
        try
        {
            while (await timer.WaitForNextTickAsync(lease.Token))
            {
                if (!await store.RenewAsync(operationId, options.Value.Lease, lease.Token))
                {
                    await lease.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The operation has ended, or is not ours any more.
        }
        catch (NpgsqlException failure)
        {
            // Without the database the lease runs out; stop before another worker may begin.
            Log.DependencyWaits(log, operationId, failure.GetType().Name);
            await lease.CancelAsync();
        }
    }
}
