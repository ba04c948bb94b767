using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Drift;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Postgres;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>Tries what must not work any more. Only a refusal makes a version Retired or Revoked.</summary>
internal sealed class ProveStep(IEnumerable<ISecretType> types, RepairProof repairs, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Prove;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.Kind == OperationKind.Repair)
        {
            return await repairs.RunAsync(operation, cancellationToken);
        }

        var type = types.Single(type => type.Type == operation.Row.Type);
        var ending = operation.Kind == OperationKind.Retire
            ? [operation.RequiredVersion]
            : operation.Versions.Where(version => version.Is(VersionState.Revoking)).ToArray();
        foreach (var version in ending)
        {
            var answer = await type.ProveRefusedAsync(operation, version, cancellationToken);
            if (answer.NotDone is { } notDone)
            {
                return notDone;
            }
        }

        return new StepResult.Done(transaction => operation.Kind == OperationKind.Retire
            ? RetiredAsync(transaction, operation)
            : RevokedAsync(transaction, operation, ending));
    }

    private async Task RetiredAsync(DatabaseTransaction transaction, Operation operation)
    {
        var version = operation.RequiredVersion;
        if (await SecretVersions.RetireAsync(transaction, version.VersionId, time.GetUtcNow()))
        {
            await transaction.PublishAsync(new PreviousVersionRetired(
                operation.Secret, version.VersionId, version.Fingerprint, operation.Row.OperationId, time.GetUtcNow()));
        }
    }

    private async Task RevokedAsync(DatabaseTransaction transaction, Operation operation, SecretVersion[] ending)
    {
        foreach (var version in ending)
        {
            await SecretVersions.RevokeAsync(transaction, version.VersionId, operation.Row.Reason, time.GetUtcNow());
        }

        await transaction.ExecuteAsync("update secret set next_rotation = null where secret_id = @SecretId", new { operation.Row.SecretId });
        await transaction.PublishAsync(new SecretRevoked(
            operation.Secret, [.. ending.Select(version => version.Fingerprint)], operation.Row.OperationId, operation.Row.Reason, time.GetUtcNow()));
    }
}
