using Microsoft.Extensions.Options;
using PenguinMails.Contracts.Messages;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Policies;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Postgres;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Readers get the new version; the old one gets its end of grace on the target itself; then one transaction says so. The end
/// of grace is fixed first, so that every repetition writes the same one.
/// </summary>
internal sealed class PromoteStep(
    IEnumerable<ISecretType> types,
    StagedMaterial staged,
    IKeyValueStore vault,
    FencedVault fenced,
    OperationStore store,
    CrashPoints crash,
    IOptions<KeyIssuanceOptions> options,
    TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Promote;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        var previous = operation.Current;
        if (await FixGraceAsync(operation, cancellationToken) is not { } graceEndsAt)
        {
            return new StepResult.Overtaken();
        }

        crash.Hit($"{operation.Row.Kind}.promote.grace_fixed");
        if (await PublishAsync(operation, cancellationToken) is { } notPublished)
        {
            return notPublished;
        }

        crash.Hit($"{operation.Row.Kind}.promote.in_vault");
        if (previous is not null)
        {
            var limited = await types.Single(type => type.Type == operation.Row.Type)
                .LimitAsync(operation, previous, graceEndsAt, cancellationToken);
            if (limited.NotDone is { } notDone)
            {
                return notDone;
            }
        }

        crash.Hit($"{operation.Row.Kind}.promote.on_server");
        return new StepResult.Done(transaction => CommitAsync(transaction, operation, previous, graceEndsAt));
    }

    /// <summary>Null when the lease is lost: then nothing may be published any more.</summary>
    private Task<DateTimeOffset?> FixGraceAsync(Operation operation, CancellationToken cancellationToken) => store.GetWhileLeasedAsync(
        operation.Lease,
        async transaction =>
        {
            // Whole seconds: that is what authorized_keys can say.
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
        ?? options.Value.Ssh.GracePeriod;

    /// <summary>Writes the verified material where readers look, unless an earlier attempt did.</summary>
    private async Task<StepResult?> PublishAsync(Operation operation, CancellationToken cancellationToken)
    {
        var versionId = operation.RequiredVersion.VersionId.ToString();

        using var published = await vault.ReadAsync(operation.Path, cancellationToken: cancellationToken);
        if (published?.Text("version_id") == versionId)
        {
            return null;
        }

        using var material = await staged.ReadAsync(operation, cancellationToken);
        return material is null ? StagedMaterial.Missing : await fenced.WriteAsync(operation, operation.Path, material.Values, cancellationToken);
    }

    private async Task CommitAsync(DatabaseTransaction transaction, Operation operation, SecretVersion? previous, DateTimeOffset graceEndsAt)
    {
        var now = time.GetUtcNow();
        var version = operation.RequiredVersion;
        if (previous is not null)
        {
            await SecretVersions.BeginRetirementAsync(transaction, previous.VersionId, graceEndsAt);
        }

        if (!await SecretVersions.PromoteAsync(transaction, version.VersionId, now))
        {
            throw new InvalidOperationException($"Version {version.VersionId} is not verified and cannot become current.");
        }

        await transaction.ExecuteAsync(
            "update secret set next_rotation = @due, next_rotation_decided_at = @now where secret_id = @SecretId",
            new { due = now + options.Value.Ssh.RotationInterval, now, operation.Row.SecretId });
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
