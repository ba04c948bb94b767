namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Undoes what an operation did before its new version was used: first the target forgets it, then its material is destroyed. A target
/// that cannot be reached does not hold this up without limit: without its material the version is of no use to anybody. Nor does any other
/// failure: only while Vault or Postgres is away does a roll-back wait.
/// </summary>
internal sealed class RollBackStep(
    FencedVault fenced, TargetVersions target, IOptions<KeyIssuanceOptions> options, ILogger<RollBackStep> log) : IOperationStep
{
    private const string VaultRefused = "vault_refused";

    public string Name => OperationPlans.RollBack;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var removed = await RemoveAsync(operation, cancellationToken);
        if (removed is TargetAnswer.Fenced fence && operation.Type.Descriptor.Origin == MaterialOrigin.Target)
        {
            return fence;
        }

        if (removed is TargetAnswer.Retry { WasTried: true } retry && MayTryAgain(operation))
        {
            return retry;
        }

        var residue = removed switch
        {
            TargetAnswer.Done => null,
            TargetAnswer.Impossible { IsUntouched: true } when operation.Version is null || operation.Version.Is(VersionState.Staged) => null,
            TargetAnswer.Impossible impossible => impossible.Detail,
            TargetAnswer.Retry { WasTried: false } => $"the {operation.Type.Descriptor.TargetNoun} does not answer",
            TargetAnswer.Retry last => last.Detail,
            TargetAnswer.Waiting waiting => waiting.Detail,
            _ => "a newer operation works on it",
        };

        return await DestroyAsync(operation, cancellationToken) switch
        {
            TargetAnswer.Retry { Code: VaultRefused } refused when operation.Row.Attempts + 1 >= options.Value.MaxAttempts =>
                new StepResult.RolledBack(residue is null ? refused.Detail : $"{residue}; {refused.Detail}") { KeepsMaterial = true },
            TargetAnswer.NotDone why => why,
            _ => new StepResult.RolledBack(residue),
        };
    }

    private async Task<TargetAnswer> DestroyAsync(Operation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await fenced.EndAsync(operation, operation.Path.Staged, cancellationToken);
        }
        catch (VaultRefusedException refused)
        {
            return new TargetAnswer.Retry(VaultRefused, refused.Message);
        }
    }

    private async Task<TargetAnswer> RemoveAsync(Operation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await TryRemoveAsync(operation, cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !TransientFailures.IsTransient(failure))
        {
            // What makes it fail, such as an address that no connection takes, also kept the version from being installed.
            Log.StepBroke(log, operation.Row.OperationId, operation.Row.Step, failure);
            return new TargetAnswer.Retry("internal_error", $"the {operation.Type.Descriptor.TargetNoun} cannot be called ({failure.GetType().Name})");
        }
    }

    private async Task<TargetAnswer> TryRemoveAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (await target.DeleteOrphansAsync(operation, kept: null, cancellationToken) is TargetAnswer.NotDone notDeleted)
        {
            return notDeleted;
        }

        return operation.Version is { } version
            ? await operation.Type.RetireAsync(operation, version, cancellationToken)
            : TargetAnswer.Confirmed;
    }

    /// <summary>
    /// What the target has never had needs one attempt; what it may have deserves as many attempts as the installation had.
    /// </summary>
    private bool MayTryAgain(Operation operation) =>
        (operation.Type.Descriptor.Origin == MaterialOrigin.Target || operation.Version?.Is(VersionState.Staged) == false)
        && operation.Row.Attempts + 1 < options.Value.MaxAttempts;
}
