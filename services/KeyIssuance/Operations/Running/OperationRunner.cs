namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>Works a leased operation step by step until it ends, must wait, or is taken away.</summary>
internal sealed class OperationRunner(
    OperationStore store,
    IEnumerable<IOperationStep> steps,
    ITargetAvailability availability,
    OperationOutcomes outcomes,
    IOptions<KeyIssuanceOptions> options,
    TimeProvider time,
    ILogger<OperationRunner> log)
{
    private readonly Dictionary<(string Name, OperationKind? Kind), IOperationStep> _steps = steps.ToDictionary(step => (step.Name, step.Kind));

    public async Task RunAsync(Lease lease, CancellationToken stoppingToken)
    {
        await using var connections = new KeptConnections();
        using var held = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var renewal = RenewAsync(lease, held);
        try
        {
            if (await store.BeginStepAsync(lease, connections, held.Token) is not { } operation)
            {
                Log.LeaseLost(log, lease.OperationId);
                return;
            }

            using var activity = KeyIssuanceTelemetry.Source.StartActivity(
                $"operation {operation.Row.Kind}", ActivityKind.Internal, operation.Row.TraceParent);
            activity?.SetTag("penguinmails.operation.id", lease.OperationId);
            while (await RunStepAsync(operation, held.Token) is { } next)
            {
                operation = next;
            }
        }
        catch (Exception failure) when (TransientFailures.IsTransient(failure))
        {
            // A transient failure of a dependency does not count as an attempt.
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

    /// <summary>Runs the present step.</summary>
    /// <returns>The operation at its next step; null when none can run now.</returns>
    private async Task<Operation?> RunStepAsync(Operation operation, CancellationToken cancellationToken)
    {
        using var activity = KeyIssuanceTelemetry.Source.StartActivity($"step {operation.Row.Step}");
        var started = time.GetTimestamp();
        var result = await AttemptAsync(operation, cancellationToken);
        KeyIssuanceTelemetry.Step(operation.Row.Kind, operation.Row.Step, result.Name, time.GetElapsedTime(started));
        activity?.SetTag("penguinmails.step.result", result.Name);
        return await CommitAsync(operation, result, cancellationToken);
    }

    private async Task<StepResult> AttemptAsync(Operation operation, CancellationToken cancellationToken)
    {
        try
        {
            // Nothing new is staged while the target's circuit is open.
            return operation.Row.Step == OperationPlans.Stage && await availability.RefusalAsync(operation, cancellationToken) is { } refusal
                ? refusal
                : await StepOf(operation).RunAsync(operation, cancellationToken);
        }
        catch (VaultRefusedException refused)
        {
            return new TargetAnswer.Retry("vault_refused", refused.Message);
        }
        catch (Exception failure) when (IsBug(failure))
        {
            return Broken(operation, failure);
        }
    }

    private IOperationStep StepOf(Operation operation) =>
        _steps.GetValueOrDefault((operation.Row.Step, operation.Kind)) ?? _steps[(operation.Row.Step, null)];

    private async Task<Operation?> CommitAsync(Operation operation, StepResult result, CancellationToken cancellationToken)
    {
        try
        {
            return await outcomes.CommitAsync(operation, result, cancellationToken);
        }
        catch (Exception failure) when (IsBug(failure) && result is StepResult.Done)
        {
            // A result that cannot be recorded counts as an attempt, so that attempts come to an end.
            return await outcomes.CommitAsync(operation, Broken(operation, failure), cancellationToken);
        }
    }

    private TargetAnswer.Retry Broken(Operation operation, Exception failure)
    {
        Log.StepBroke(log, operation.Row.OperationId, operation.Row.Step, failure);
        return new TargetAnswer.Retry("internal_error", "The step failed in a way nobody expected; the log of key-issuance says more.");
    }

    private static bool IsBug(Exception failure) => failure is not OperationCanceledException && !TransientFailures.IsTransient(failure);

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
        catch (Exception failure) when (TransientFailures.IsTransient(failure))
        {
            // Without the database the lease runs out; stop before another worker may begin.
            Log.DependencyWaits(log, lease.OperationId, failure.GetType().Name);
            await held.CancelAsync();
        }
    }
}
