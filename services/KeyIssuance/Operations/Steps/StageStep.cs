using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Operations.Running;
using PenguinMails.KeyIssuance.Secrets;
using PenguinMails.KeyIssuance.SshKeys;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Makes the material and stores it in Vault at <c>…/{name}.staged</c>, then records the version. What an interrupted attempt
/// of the same operation stored is adopted.
/// </summary>
internal sealed class StageStep(IEnumerable<ISecretType> types, IKeyValueStore vault, FencedVault fenced, TenantSeal seal, CrashPoints crash, TimeProvider time) : IOperationStep
{
    public string Name => OperationPlans.Stage;

    public async Task<StepResult> RunAsync(Operation operation, CancellationToken cancellationToken)
    {
        if (operation.Version is not null)
        {
            return StepResult.Done.Nothing;
        }

        using var stored = await vault.ReadAsync(operation.Path.Staged, cancellationToken: cancellationToken);
        if (stored is not null && stored.Text("operation_id") == operation.Row.OperationId.ToString())
        {
            return Record(operation, stored.Values);
        }

        var versionId = Guid.CreateVersion7(time.GetUtcNow());
        using var values = await types.Single(type => type.Type == operation.Row.Type).GenerateAsync(operation, versionId, cancellationToken);
        values.Add("version_id", versionId.ToString());
        values.Add("operation_id", operation.Row.OperationId.ToString());
        crash.Hit($"{operation.Row.Kind}.stage.made");
        using var sealedValues = await seal.SealAsync(operation.Row.TenantId, values, cancellationToken);
        if (await fenced.WriteAsync(operation, operation.Path.Staged, sealedValues, cancellationToken) is { } notStaged)
        {
            return notStaged;
        }

        crash.Hit($"{operation.Row.Kind}.stage.in_vault");
        return Record(operation, values);
    }

    private StepResult.Done Record(Operation operation, PlainTextValues values)
    {
        // Strings of what is public: the values themselves are gone when the commit runs.
        var version = new SecretVersion
        {
            VersionId = Guid.Parse(values.Text("version_id")),
            State = VersionState.Staged.Name(),
            Fingerprint = values.Text("fingerprint"),
            PublicKey = values.Text("public_key"),
            KeyType = operation.Row.KeyType,
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
}
