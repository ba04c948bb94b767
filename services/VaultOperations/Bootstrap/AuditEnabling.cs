namespace PenguinMails.VaultOperations.Bootstrap;

/// <summary>
/// Enables an audit device over the API, where Vault takes one. OpenBao from 2.3.2 on wants devices declared in its configuration; that
/// refusal is not asked for again at every round. What else stands in the way, such as a folder that is not there yet, may pass any moment.
/// </summary>
internal sealed class AuditEnabling(TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private int _refusals;
    private long _refusedAt;

    /// <summary>Vault's own sentence of the last refusal; null when there was none.</summary>
    public string? Refusal { get; private set; }

    /// <returns>Whether the device is enabled.</returns>
    public async Task<bool> TryAsync(IVaultApi vault, string name, string type, JsonObject options, CancellationToken cancellationToken)
    {
        if (Refusal is { } before && WantsDeclaration(before) && time.GetElapsedTime(_refusedAt) < BackOff.Wait(First, _refusals - 1, Longest))
        {
            return false;
        }

        var answer = await vault.SendAsync(
            HttpMethod.Put, $"sys/audit/{name}", new JsonObject { ["type"] = type, ["options"] = options }, cancellationToken);
        if (answer.IsOk)
        {
            (Refusal, _refusals) = (null, 0);
            return true;
        }

        _refusals++;
        _refusedAt = time.GetTimestamp();
        Refusal = answer.Sentence ?? $"status {answer.Status}";
        return false;
    }

    /// <summary>Makes the next attempt due at once: what stood in the way may pass any moment.</summary>
    public void AskAtOnce() => (Refusal, _refusals) = (null, 0);

    /// <summary>Whether a refusal means that this server takes devices from its configuration only.</summary>
    public static bool WantsDeclaration(string sentence) =>
        sentence.Contains("declarative", StringComparison.OrdinalIgnoreCase) || sentence.Contains("audit device via API", StringComparison.OrdinalIgnoreCase);
}
