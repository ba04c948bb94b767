namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Removes the staged copy, and the material of earlier versions from Vault's history. Where the proof of a version's end needs its
/// material, the material stays until then.
/// </summary>
internal sealed class CleanUpStep(IKeyValueStore vault, FencedVault fenced) : IOperationStep
{
    public string Name => OperationPlans.CleanUp;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (await fenced.EndAsync(operation, operation.Path.Staged, cancellationToken) is TargetAnswer.NotDone notEnded)
        {
            return notEnded;
        }

        if (await vault.ReadMetadataAsync(operation.Path, cancellationToken) is { } kept)
        {
            var needed = operation.Type.Descriptor.ProofNeedsMaterial
                ? operation.Versions.Where(version => version.IsLive).Select(version => version.VaultVersion).ToHashSet()
                : [];
            var earlier = kept.Versions
                .Where(version => version.Version < kept.CurrentVersion && !version.IsDestroyed && !needed.Contains(version.Version))
                .Select(version => version.Version).ToArray();
            if (earlier.Length > 0)
            {
                await vault.DestroyAsync(operation.Path, earlier, cancellationToken);
            }
        }

        return StepResult.Done.Nothing;
    }
}
