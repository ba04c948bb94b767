using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Removes the staged copy, and the material of earlier versions from Vault's history: the target proves their end with their
/// public halves, so nobody needs it again.
/// </summary>
internal sealed class CleanUpStep(IKeyValueStore vault, FencedVault fenced, CrashPoints crash) : IOperationStep
{
    public string Name => OperationPlans.CleanUp;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (await fenced.EndAsync(operation, operation.Path.Staged, cancellationToken) is { } notEnded)
        {
            return notEnded;
        }

        crash.Hit($"{operation.Row.Kind}.clean_up.staged_gone");
        if (await vault.ReadMetadataAsync(operation.Path, cancellationToken) is { } kept)
        {
            var earlier = kept.Versions.Where(version => version.Version < kept.CurrentVersion && !version.IsDestroyed)
                .Select(version => version.Version).ToArray();
            if (earlier.Length > 0)
            {
                await vault.DestroyAsync(operation.Path, earlier, cancellationToken);
            }
        }

        return StepResult.Done.Nothing;
    }
}
