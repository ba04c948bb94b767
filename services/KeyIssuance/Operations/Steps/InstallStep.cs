using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>Makes the target accept the new version beside the old one.</summary>
internal sealed class InstallStep(IEnumerable<ISecretType> types, StagedMaterial staged) : IOperationStep
{
    public string Name => OperationPlans.Install;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        using var material = await staged.ReadAsync(operation, cancellationToken);
        if (material is null)
        {
            return StagedMaterial.Missing;
        }

        var answer = await types.Single(type => type.Type == operation.Row.Type).InstallAsync(operation, material, cancellationToken);
        return answer.NotDone ?? new StepResult.Done(
            transaction => SecretVersions.InstallAsync(transaction, operation.RequiredVersion.VersionId));
    }
}

/// <summary>Uses the new version for real.</summary>
internal sealed class VerifyStep(IEnumerable<ISecretType> types, StagedMaterial staged) : IOperationStep
{
    public string Name => OperationPlans.Verify;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        using var material = await staged.ReadAsync(operation, cancellationToken);
        if (material is null)
        {
            return StagedMaterial.Missing;
        }

        var answer = await types.Single(type => type.Type == operation.Row.Type).VerifyAsync(operation, material, cancellationToken);
        return answer.NotDone ?? new StepResult.Done(
            transaction => SecretVersions.VerifyAsync(transaction, operation.RequiredVersion.VersionId));
    }
}

/// <summary>The material that an operation staged.</summary>
internal sealed class StagedMaterial(IKeyValueStore vault)
{
    public static StepResult Missing { get; } =
        new StepResult.Impossible("staged_material_missing", "The staged material is not in Vault any more.", RollsBack: true);

    /// <summary>Null when Vault holds none of this operation's version.</summary>
    public async Task<PlainTextSecret?> ReadAsync(Operation operation, CancellationToken cancellationToken)
    {
        var stored = await vault.ReadAsync(operation.Path.Staged, cancellationToken: cancellationToken);
        if (stored is null || stored.Text("version_id") == operation.RequiredVersion.VersionId.ToString())
        {
            return stored;
        }

        stored.Dispose();
        return null;
    }
}
