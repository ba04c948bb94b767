namespace PenguinMails.KeyIssuance.Operations.Running;

/// <summary>
/// An operation's writes to Vault, which none of its workers can do too late. Vault has no fences, but numbers a path's versions: a worker
/// reads the number, then checks its lease, and then writes over just this number; Vault refuses the write when anybody wrote in between.
/// Paths are ended by a tombstone and not removed: their numbers would begin anew.
/// </summary>
internal sealed class FencedVault(IKeyValueStore vault, OperationStore store)
{
    /// <summary>Writes a new version.</summary>
    public async Task<FencedWrite> WriteAsync(Operation operation, VaultPath path, PlainTextValues values, CancellationToken cancellationToken) =>
        await FindAsync(operation, path, cancellationToken) is { } found
            ? await ToWriteAsync(path, found.Newest, await vault.WriteAsync(path, values, found.Newest, cancellationToken), cancellationToken)
            : new FencedWrite.NotWritten(new TargetAnswer.Fenced());

    /// <summary>Destroys what the path holds; readers find nothing.</summary>
    public async Task<TargetAnswer> EndAsync(Operation operation, VaultPath path, CancellationToken cancellationToken)
    {
        if (await FindAsync(operation, path, cancellationToken) is not { } found)
        {
            return new TargetAnswer.Fenced();
        }

        switch (await ToWriteAsync(path, found.Newest, await vault.WriteEndAsync(path, found.Newest, cancellationToken), cancellationToken))
        {
            case FencedWrite.NotWritten notWritten:
                return notWritten.Why;
            case FencedWrite.Written tombstone:
                await vault.DestroyAsync(path, [.. found.Held, tombstone.Number], cancellationToken);
                break;
        }

        return TargetAnswer.Confirmed;
    }

    /// <summary>Ends a path and its staged one.</summary>
    public async Task<TargetAnswer> EndBothAsync(Operation operation, VaultPath path, CancellationToken cancellationToken)
    {
        var ended = await EndAsync(operation, path, cancellationToken);
        return ended is TargetAnswer.NotDone ? ended : await EndAsync(operation, path.Staged, cancellationToken);
    }

    /// <returns>The newest version's number, and those with values; null when the lease is lost.</returns>
    private async Task<(int Newest, int[] Held)?> FindAsync(Operation operation, VaultPath path, CancellationToken cancellationToken)
    {
        var kept = await vault.ReadMetadataAsync(path, cancellationToken);
        return await store.WhileLeasedAsync(operation.Lease, _ => Task.CompletedTask, cancellationToken)
            ? (kept?.CurrentVersion ?? 0, [.. kept?.Versions.Where(version => !version.IsDestroyed).Select(version => version.Version) ?? []])
            : null;
    }

    /// <exception cref="VaultUnavailableException">Vault refuses the number that it still reads as the newest: its reads are late.</exception>
    private async Task<FencedWrite> ToWriteAsync(VaultPath path, int newest, WriteOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is WriteOutcome.Written written)
        {
            return new FencedWrite.Written(written.Version);
        }

        return ((await vault.ReadMetadataAsync(path, cancellationToken))?.CurrentVersion ?? 0) == newest
            ? throw new VaultUnavailableException(VaultTrouble.NoActiveNode)
            : new FencedWrite.NotWritten(new TargetAnswer.Retry("vault_conflict", "The path in Vault was changed at the same time."));
    }
}

/// <summary>What became of a fenced write.</summary>
internal abstract record FencedWrite
{
    private FencedWrite()
    {
    }

    /// <param name="Number">Vault's number of the new version.</param>
    public sealed record Written(int Number) : FencedWrite;

    public sealed record NotWritten(TargetAnswer.NotDone Why) : FencedWrite;
}
