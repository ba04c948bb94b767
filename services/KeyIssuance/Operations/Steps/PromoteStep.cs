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

        var expiry = previous is null ? TargetAnswer.Confirmed : await operation.Type.SetExpiryAsync(operation, previous, graceEndsAt, cancellationToken);
        if (expiry is TargetAnswer.NotDone noExpiry)
        {
            return noExpiry;
        }

        var (number, endsByPlatform) = (((FencedWrite.Written)published).Number, expiry is TargetAnswer.Done { EndsByPlatform: true });
        return new StepResult.Done(transaction => CommitAsync(transaction, operation, previous, number, graceEndsAt, endsByPlatform));
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

    /// <summary>One alert for each secret, however often it is rotated.</summary>
    private static Task AlertAsync(DatabaseTransaction transaction, Operation operation, DateTimeOffset graceEndsAt, DateTimeOffset now)
    {
        var descriptor = operation.Type.Descriptor;
        return transaction.PublishAsync(new AlertRaised(
            Guid.CreateVersion7(now),
            "operation.no_end_at_target",
            AlertSeverities.Warning,
            $"operation.no_end_at_target:{operation.Row.SecretId}",
            operation.Secret.TenantId,
            operation.Secret,
            $"The {descriptor.TargetNoun} of {operation.Secret} does not end a {descriptor.Noun} by itself; the platform ends the old one after {graceEndsAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, and cannot while the {descriptor.TargetNoun} is away.",
            operation.Type.NextStepFor(TargetAnswer.NoEndAtTarget) ?? "Nothing has to be done.",
            Activity.Current?.TraceId.ToHexString(),
            now));
    }

    private async Task CommitAsync(DatabaseTransaction transaction, Operation operation, SecretVersion? previous, int vaultVersion, DateTimeOffset graceEndsAt, bool endsByPlatform)
    {
        var now = time.GetUtcNow();
        var version = operation.RequiredVersion;
        if (previous is not null)
        {
            await SecretVersions.BeginRetirementAsync(transaction, previous.VersionId, graceEndsAt);
        }

        if (previous is not null && endsByPlatform)
        {
            await SecretVersions.EndByPlatformAsync(transaction, previous.VersionId);
            if (operation.Type.Descriptor.TargetEndsVersions)
            {
                await AlertAsync(transaction, operation, graceEndsAt, now);
            }
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
