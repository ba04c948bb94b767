namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>Makes the target accept the new version beside the old one.</summary>
internal sealed class InstallStep(VersionMaterial materials) : IOperationStep
{
    public string Name => OperationPlans.Install;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        using var staged = await materials.FindStagedAsync(operation, cancellationToken);
        if (staged is null)
        {
            return VersionMaterial.Missing;
        }

        return await operation.Type.InstallAsync(operation, staged, cancellationToken) is TargetAnswer.NotDone why
            ? why
            : new StepResult.Done(transaction => SecretVersions.InstallAsync(transaction, operation.RequiredVersion.VersionId));
    }
}

/// <summary>Uses the new version for real.</summary>
internal sealed class VerifyStep(VersionMaterial materials) : IOperationStep
{
    public string Name => OperationPlans.Verify;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        using var staged = await materials.FindStagedAsync(operation, cancellationToken);
        if (staged is null)
        {
            return VersionMaterial.Missing;
        }

        return await operation.Type.VerifyAsync(operation, staged, cancellationToken) is TargetAnswer.NotDone why
            ? why
            : new StepResult.Done(transaction => SecretVersions.VerifyAsync(transaction, operation.RequiredVersion.VersionId));
    }
}
