using PenguinMails.KeyIssuance.Material;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Makes the material and stores it in Vault at <c>…/{name}.staged</c>, then records the version. What an interrupted attempt of the same
/// operation stored is adopted; what it made at a target and did not store is deleted there.
/// </summary>
internal sealed class StageStep(
    IKeyValueStore vault, FencedVault fenced, TargetVersions target, TenantSeal seal, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Stage;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.Version is not null)
        {
            return StepResult.Done.Nothing;
        }

        using var stored = await vault.ReadAsync(operation.Path.Staged, cancellationToken: cancellationToken);
        if (stored is not null && stored.Text(SecretValues.OperationId) == operation.Row.OperationId.ToString())
        {
            return Record(operation, stored.Values);
        }

        if (await target.DeleteOrphansAsync(operation, kept: null, cancellationToken) is TargetAnswer.NotDone notCleared)
        {
            return notCleared;
        }

        var versionId = Guid.CreateVersion7(time.GetUtcNow());
        return await operation.Type.CreateAsync(operation, versionId, cancellationToken) switch
        {
            CreateOutcome.Created created => await StoreAsync(operation, versionId, created.Values, cancellationToken),
            CreateOutcome.NotCreated notCreated => notCreated.Why,
            _ => throw new InvalidOperationException("Material was made in an unknown way."),
        };
    }

    private async Task<StepResult> StoreAsync(Operation operation, Guid versionId, PlainTextValues values, CancellationToken cancellationToken)
    {
        using (values)
        {
            values.Add(SecretValues.VersionId, versionId.ToString());
            values.Add(SecretValues.OperationId, operation.Row.OperationId.ToString());
            using var sealedValues = await seal.SealAsync(operation.Row.TenantId, values, operation.Type.Descriptor.SealedValues, cancellationToken);
            if (await fenced.WriteAsync(operation, operation.Path.Staged, sealedValues, cancellationToken) is FencedWrite.NotWritten notStaged)
            {
                return await DiscardAsync(operation, values, notStaged.Why, cancellationToken);
            }

            return Record(operation, values);
        }
    }

    /// <summary>What the target has just made and nobody keeps must not go on working there. Its name is this worker's alone.</summary>
    private static async Task<StepResult> DiscardAsync(
        Operation operation, PlainTextValues values, TargetAnswer.NotDone why, CancellationToken cancellationToken)
    {
        if (values.Contains(SecretValues.TargetId))
        {
            await operation.Type.DeleteAsync(operation, values.Text(SecretValues.TargetId), cancellationToken);
        }

        return why;
    }

    private StepResult.Done Record(Operation operation, PlainTextValues values)
    {
        // Strings of what is public: the values themselves are gone when the commit runs.
        var version = new SecretVersion
        {
            VersionId = Guid.Parse(values.Text(SecretValues.VersionId)),
            State = VersionState.Staged.Name(),
            Fingerprint = values.Contains(SecretValues.Fingerprint) ? values.Text(SecretValues.Fingerprint) : null,
            PublicDataJson = PublicDataOf(operation, values),
        };
        return new StepResult.Done(async transaction =>
        {
            if (!await SecretVersions.StageAsync(transaction, operation.Row.SecretId, version, time.GetUtcNow()))
            {
                throw new InvalidOperationException("The new version's fingerprint is banned or in use.");
            }

            await transaction.ExecuteAsync(
                "update operation set version_id = @VersionId where operation_id = @OperationId",
                new { version.VersionId, operation.Row.OperationId });
        });
    }

    private static string PublicDataOf(Operation operation, PlainTextValues values)
    {
        var data = new Dictionary<string, string>(operation.Settings, StringComparer.Ordinal);
        foreach (var name in operation.Type.PublicValues.Append(SecretValues.TargetId).Where(values.Contains))
        {
            data[name] = values.Text(name);
        }

        return JsonSerializer.Serialize(data);
    }
}
