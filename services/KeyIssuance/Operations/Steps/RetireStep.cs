using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.SshKeys;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>Takes the retiring version off the target.</summary>
internal sealed class RetireStep(IEnumerable<ISecretType> types) : IOperationStep
{
    public string Name => OperationPlans.Retire;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var answer = await types.Single(type => type.Type == operation.Row.Type)
            .RetireAsync(operation, operation.RequiredVersion, cancellationToken);
        return answer.NotDone ?? StepResult.Done.Nothing;
    }
}

/// <summary>Takes every version off the target and ends the sessions that run under them.</summary>
internal sealed class RemoveStep(IEnumerable<ISecretType> types) : IOperationStep
{
    public string Name => OperationPlans.Remove;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var answer = await types.Single(type => type.Type == operation.Row.Type).RemoveAllAsync(operation, cancellationToken);
        return answer.NotDone ?? StepResult.Done.Nothing;
    }
}

/// <summary>Destroys the material of a revoked secret in Vault.</summary>
internal sealed class DestroyStep(FencedVault vault, CrashPoints crash) : IOperationStep
{
    public string Name => OperationPlans.Destroy;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (await vault.EndAsync(operation, operation.Path, cancellationToken) is { } notEnded)
        {
            return notEnded;
        }

        crash.Hit($"{operation.Row.Kind}.destroy.current_gone");
        return await vault.EndAsync(operation, operation.Path.Staged, cancellationToken) ?? StepResult.Done.Nothing;
    }
}
