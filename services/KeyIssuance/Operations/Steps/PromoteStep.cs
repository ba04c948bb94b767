using PenguinMails.KeyIssuance.Policies;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Readers get the new version; the old one gets its end of grace on the target itself; then one transaction records it. The end
/// of grace is fixed first, so that every repetition writes the same one.
/// </summary>
internal sealed class PromoteStep(
    VersionMaterial materials,
    FencedVault fenced,
    OperationStore store,
    TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Promote;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var previous = operation.Current;
        if (await FixGraceAsync(operation, cancellationToken) is not { } graceEndsAt)
        {
            return new TargetAnswer.Fenced();
        }

        var published = await PublishAsync(operation, cancellationToken);
        if (published is FencedWrite.NotWritten notPublished)
        {
            return notPublished.Why;
        }

        if (previous is not null
            && await operation.Type.SetExpiryAsync(operation, previous, graceEndsAt, cancellationToken) is TargetAnswer.NotDone noExpiry)
        {
            return noExpiry;
        }

        var number = ((FencedWrite.Written)published).Number;
        return new StepResult.Done(transaction => CommitAsync(transaction, operation, previous, number, graceEndsAt));
    }

    /// <returns>Null when the lease is lost: then nothing may be published any more.</returns>
    private Task<DateTimeOffset?> FixGraceAsync(Operation operation, CancellationToken cancellationToken) => store.GetWhileLeasedAsync(
        operation.Lease,
        async transaction =>
        {
            // Whole seconds, which every target can keep.
            var graceEndsAt = operation.Row.GraceEndsAt ?? DateTimeOffset.FromUnixTimeSeconds(
                (time.GetUtcNow() + await GracePeriodAsync(transaction, operation)).ToUnixTimeSeconds());
            await transaction.ExecuteAsync(
                "update operation set grace_ends_at = @graceEndsAt where operation_id = @OperationId",
                new { graceEndsAt, operation.Row.OperationId });
            return graceEndsAt;
        },
        cancellationToken);

    private async Task<TimeSpan> GracePeriodAsync(DatabaseTransaction transaction, Operation operation) =>
        operation.Row.GracePeriod
        ?? await RotationPolicies.GracePeriodAsync(transaction, operation.Row.TenantId, operation.Row.Type)
        ?? operation.Type.Descriptor.DefaultGracePeriod;

    /// <summary>Writes the verified material where readers look, unless an earlier attempt did.</summary>
    private async Task<FencedWrite> PublishAsync(Operation operation, CancellationToken cancellationToken)
    {
        using var published = await materials.FindPublishedAsync(operation, operation.RequiredVersion, cancellationToken);
        if (published is not null)
        {
            return new FencedWrite.Written(published.Number);
        }

        using var staged = await materials.FindStagedAsync(operation, cancellationToken);
        return staged is null
            ? new FencedWrite.NotWritten(VersionMaterial.Missing)
            : await fenced.WriteAsync(operation, operation.Path, staged.Stored, cancellationToken);
    }

    private async Task CommitAsync(DatabaseTransaction transaction, Operation operation, SecretVersion? previous, int vaultVersion, DateTimeOffset graceEndsAt)
    {
        var now = time.GetUtcNow();
        var version = operation.RequiredVersion;
        if (previous is not null)
        {
            await SecretVersions.BeginRetirementAsync(transaction, previous.VersionId, graceEndsAt);
        }

        if (!await SecretVersions.PromoteAsync(transaction, version.VersionId, vaultVersion, now))
        {
            throw new InvalidOperationException($"Version {version.VersionId} is not verified and cannot become current.");
        }

        await transaction.ExecuteAsync(
            "update secret set next_rotation = @due, next_rotation_decided_at = @now where secret_id = @SecretId",
            new { due = now + operation.Type.Descriptor.DefaultInterval, now, operation.Row.SecretId });
        await transaction.PublishAsync(previous is null
            ? new SecretIssued(
                operation.Secret, version.VersionId, version.Fingerprint, operation.Row.OperationId, operation.Row.TriggeredBy, now)
            : new SecretRotated(
                operation.Secret,
                version.VersionId,
                version.Fingerprint,
                previous.VersionId,
                previous.Fingerprint,
                graceEndsAt,
                operation.Row.OperationId,
                operation.Row.TriggeredBy,
                operation.Row.Reason,
                now,
                operation.Row.RequestId));
    }
}
