namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>Makes the target refuse the retiring version.</summary>
internal sealed class RetireStep : IOperationStep
{
    public string Name => OperationPlans.Retire;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken) =>
        await operation.Type.RetireAsync(operation, operation.RequiredVersion, cancellationToken) is TargetAnswer.NotDone why
            ? why
            : StepResult.Done.Nothing;
}

/// <summary>Makes the target refuse every version, and ends the sessions that run under them.</summary>
internal sealed class RemoveStep(TargetVersions target) : IOperationStep
{
    public string Name => OperationPlans.Remove;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (await target.DeleteAllAsync(operation, cancellationToken) is TargetAnswer.NotDone notDeleted)
        {
            return notDeleted;
        }

        return await operation.Type.RevokeAllAsync(operation, cancellationToken) is TargetAnswer.NotDone why ? why : StepResult.Done.Nothing;
    }
}

/// <summary>Destroys the material of a revoked secret in Vault.</summary>
internal sealed class DestroyStep(FencedVault vault) : IOperationStep
{
    public string Name => OperationPlans.Destroy;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken) =>
        await vault.EndBothAsync(operation, operation.Path, cancellationToken) is TargetAnswer.NotDone why ? why : StepResult.Done.Nothing;
}
