namespace PenguinMails.KeyIssuance.Operations.Steps;

/// <summary>
/// Deletes what a target has that makes its own versions. Such a target has no fences: a worker lists, then checks its lease, and then
/// deletes only what it has listed, so that a worker which lost its lease meanwhile cannot delete what a newer operation made.
/// </summary>
internal sealed class TargetVersions(OperationStore store)
{
    /// <summary>Deletes what nobody has recorded: what an interrupted attempt made.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="kept">A name that is recorded nowhere yet and stays; null when there is none.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public Task<TargetAnswer> DeleteOrphansAsync(Operation operation, string? kept, CancellationToken cancellationToken)
    {
        var recorded = operation.Versions.Select(version => version.TargetId).OfType<string>().Append(kept).ToHashSet(StringComparer.Ordinal);
        return DeleteAsync(operation, name => !recorded.Contains(name), cancellationToken);
    }

    /// <summary>Deletes everything that the target has for the secret.</summary>
    public Task<TargetAnswer> DeleteAllAsync(Operation operation, CancellationToken cancellationToken) => DeleteAsync(operation, _ => true, cancellationToken);

    private async Task<TargetAnswer> DeleteAsync(Operation operation, Func<string, bool> isDeleted, CancellationToken cancellationToken)
    {
        if (operation.Type.Descriptor.Origin != MaterialOrigin.Target)
        {
            return TargetAnswer.Confirmed;
        }

        switch (await operation.Type.ListAsync(operation, cancellationToken))
        {
            case ListOutcome.NotListed notListed:
                return notListed.Why;
            case ListOutcome.Listed listed when listed.TargetIds.Any(isDeleted):
                return await DeleteListedAsync(operation, [.. listed.TargetIds.Where(isDeleted)], cancellationToken);
            default:
                return TargetAnswer.Confirmed;
        }
    }

    private async Task<TargetAnswer> DeleteListedAsync(Operation operation, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (!await store.WhileLeasedAsync(operation.Lease, _ => Task.CompletedTask, cancellationToken))
        {
            return new TargetAnswer.Fenced();
        }

        foreach (var name in names)
        {
            if (await operation.Type.DeleteAsync(operation, name, cancellationToken) is TargetAnswer.NotDone why)
            {
                return why;
            }
        }

        return TargetAnswer.Confirmed;
    }
}
