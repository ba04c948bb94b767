namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// The secret itself goes: Vault holds none of its material, and lists do not show it any more. Its row stays, because fingerprints of what
/// it held are banned and operations tell what was done.
/// </summary>
internal sealed class DeleteStep(FencedVault vault, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Delete;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (await vault.EndBothAsync(operation, operation.Path, cancellationToken) is TargetAnswer.NotDone why)
        {
            return why;
        }

        return new StepResult.Done(async transaction =>
        {
            await transaction.ExecuteAsync(
                "update secret set deleted_at = @now, next_rotation = null where secret_id = @SecretId", new { operation.Row.SecretId, now = time.GetUtcNow() });
            await transaction.PublishAsync(new SecretDeleted(
                operation.Secret, operation.Row.OperationId, operation.Row.ApprovalId!.Value, operation.Row.Reason, time.GetUtcNow()));
        });
    }
}
