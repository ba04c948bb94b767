namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>Tries what must not work any more, beside a control that must. Only a refusal makes a version Retired or Revoked.</summary>
internal sealed class ProveStep(VersionMaterial materials, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Prove;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var ending = operation.Kind == OperationKind.Retire
            ? [operation.RequiredVersion]
            : operation.Versions.Where(version => version.Is(VersionState.Revoking)).ToArray();
        if (await ProveAsync(operation, ending, cancellationToken) is TargetAnswer.NotDone notProven)
        {
            return notProven;
        }

        return new StepResult.Done(transaction => operation.Kind == OperationKind.Retire
            ? RetiredAsync(transaction, operation)
            : RevokedAsync(transaction, operation, ending));
    }

    private async Task<TargetAnswer> ProveAsync(Operation operation, IEnumerable<SecretVersion> ending, CancellationToken cancellationToken)
    {
        var answer = await operation.Type.BeginProofAsync(operation, cancellationToken);
        foreach (var version in ending)
        {
            if (answer is TargetAnswer.Done)
            {
                using var material = operation.Type.Descriptor.ProofNeedsMaterial ? await materials.FindAsync(operation, version, cancellationToken) : null;
                answer = await operation.Type.ProveRefusedAsync(operation, version, material, cancellationToken);
            }
        }

        // A target that does not answer is asked no more; the next attempt begins anew.
        if (answer is TargetAnswer.Retry { IsUnreachable: true } or TargetAnswer.Fenced)
        {
            return answer;
        }

        var ended = await operation.Type.EndProofAsync(operation, cancellationToken);
        return answer is TargetAnswer.Done ? ended : answer;
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
            operation.Secret, [.. ending.Select(version => version.Fingerprint).OfType<string>()], operation.Row.OperationId, operation.Row.Reason, time.GetUtcNow()));
    }
}
