namespace PenguinMails.Vault.KeyValue;

/// <summary>
/// A check-and-set write whose answer may get lost. Vault took it or not; writing again with the same <c>cas</c> is safe, and a
/// mismatch on the second try is ours if the version after <c>cas</c> holds our values.
/// </summary>
internal static class CasWrite
{
    private const int Attempts = 3;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.4), TimeSpan.FromSeconds(0.8)];

    public static async Task<WriteOutcome> RunAsync(
        IKeyValueStore store, Func<Task<WriteOutcome>> attempt, VaultPath path, PlainTextValues values, int cas, CancellationToken cancellationToken)
    {
        for (var left = Attempts - 1; ; left--)
        {
            try
            {
                var outcome = await attempt();
                return outcome is WriteOutcome.CasMismatch && left < Attempts - 1
                    ? await ResolveConflictAsync(store, path, values, cas + 1, cancellationToken)
                    : outcome;
            }
            catch (VaultUnavailableException failure) when (failure.MayHaveHappened && left > 0)
            {
                // The answer got lost. Ask again; the request is the same to the byte.
            }
        }
    }

    private static async Task<WriteOutcome> ResolveConflictAsync(
        IKeyValueStore store, VaultPath path, PlainTextValues values, int version, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            // The mismatch says that the version is there; a node that does not know it is late.
            using var stored = await store.ReadAsync(path, version, cancellationToken);
            if (stored is not null || round == Pauses.Length)
            {
                return stored?.Values.HasSameValuesAs(values) == true ? new WriteOutcome.Written(version) : new WriteOutcome.CasMismatch();
            }

            await Task.Delay(Pauses[round], cancellationToken);
        }
    }
}
