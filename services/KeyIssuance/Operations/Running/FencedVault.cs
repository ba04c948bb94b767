using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>
/// Writes of an operation to Vault, which none of its workers can do too late. Vault has no fences, but numbers a path's versions: who
/// reads the number, then sees that its lease holds, and then writes over just this number, is refused when anybody wrote in between.
/// So paths are ended by a version that says so, and not removed: their numbers would begin anew.
/// </summary>
internal sealed class FencedVault(IKeyValueStore vault, OperationStore store)
{
    /// <summary>Writes a new version.</summary>
    /// <returns>Null: done.</returns>
    public async Task<StepResult?> WriteAsync(Operation operation, VaultPath path, PlainTextValues values, CancellationToken cancellationToken) =>
        await FindAsync(operation, path, cancellationToken) is { } found
            ? Answer(await vault.WriteAsync(path, values, found.Newest, cancellationToken))
            : new StepResult.Overtaken();

    /// <summary>Destroys what the path holds; readers find nothing.</summary>
    /// <returns>Null: done.</returns>
    public async Task<StepResult?> EndAsync(Operation operation, VaultPath path, CancellationToken cancellationToken)
    {
        if (await FindAsync(operation, path, cancellationToken) is not { } found)
        {
            return new StepResult.Overtaken();
        }

        var outcome = await vault.WriteEndAsync(path, found.Newest, cancellationToken);
        if (outcome is WriteOutcome.Written end)
        {
            await vault.DestroyAsync(path, [.. found.Held, end.Version], cancellationToken);
        }

        return Answer(outcome);
    }

    /// <summary>The newest version's number, and those with values. Null when the lease is lost.</summary>
    private async Task<(int Newest, int[] Held)?> FindAsync(Operation operation, VaultPath path, CancellationToken cancellationToken)
    {
        var kept = await vault.ReadMetadataAsync(path, cancellationToken);
        return await store.WhileLeasedAsync(operation.Lease, _ => Task.CompletedTask, cancellationToken)
            ? (kept?.CurrentVersion ?? 0, [.. kept?.Versions.Where(version => !version.IsDestroyed).Select(version => version.Version) ?? []])
            : null;
    }

    private static StepResult.Retry? Answer(WriteOutcome outcome) => outcome is WriteOutcome.Written
        ? null
        : new StepResult.Retry("vault_conflict", "The path in Vault was changed at the same time.");
}
