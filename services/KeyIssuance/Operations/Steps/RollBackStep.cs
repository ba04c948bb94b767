namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Undoes what an operation did before its new version was used: first the target forgets it, then its material is destroyed. A target
/// that cannot be reached does not hold this up without limit: without its material the version is of no use to anybody.
/// </summary>
internal sealed class RollBackStep(
    FencedVault fenced, TargetVersions target, IOptions<KeyIssuanceOptions> options) : IOperationStep
{
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
            _ => "a newer operation works on it",
        };

        return await fenced.EndAsync(operation, operation.Path.Staged, cancellationToken) is TargetAnswer.NotDone why
            ? why
            : new StepResult.RolledBack(residue);
    }

    private async Task<TargetAnswer> RemoveAsync(Operation operation, CancellationToken cancellationToken)
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
