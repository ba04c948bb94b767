using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PenguinMails.LocalComponents;

/// <summary>
/// Initialises and unseals a Vault of a development instance. It keeps the unseal keys in the state folder, which nobody does with a Vault that matters.
/// </summary>
/// <param name="client">Reaches the Vault.</param>
/// <param name="folder">The Vault's state folder.</param>
/// <param name="rootToken">What becomes of the root token.</param>
public sealed class VaultKeeper(HttpClient client, string folder, RootTokenUse rootToken = RootTokenUse.Kept)
{
    private readonly WayIn _wayIn = new(client, folder);
    private readonly string _keysFile = Path.Combine(folder, "keys.json");
    private readonly string _openedRunFile = Path.Combine(folder, "opened-run");

    /// <summary>Holds the root token, mode 0600, for as long as that is kept.</summary>
    public string RootTokenFile => Path.Combine(folder, "root-token");

    /// <summary>The token with which VaultOperations opens its own access.</summary>
    public string BootstrapTokenFile => rootToken == RootTokenUse.Kept ? RootTokenFile : _wayIn.TokenFile;

    /// <summary>
    /// Initialises the Vault if it is new and unseals it if it was just started. A Vault that was sealed while it ran stays
    /// sealed: somebody wanted that.
    /// </summary>
    /// <returns>Whether it is unsealed now.</returns>
    /// <exception cref="HttpRequestException">It cannot be reached or refuses.</exception>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken = default)
    {
        if (!await UnsealIfStartedAsync(cancellationToken))
        {
            return false;
        }

        if (rootToken != RootTokenUse.Kept)
        {
            await _wayIn.OpenAsync(RootTokenFile, revokesRoot: rootToken == RootTokenUse.ReplacedByWayIn, cancellationToken);
        }

        return true;
    }

    private async Task<bool> UnsealIfStartedAsync(CancellationToken cancellationToken)
    {
        var status = await client.GetFromJsonAsync<SealStatus>("v1/sys/seal-status", cancellationToken)
            ?? throw new HttpRequestException("The Vault answered without a seal status.");
        if (!status.Initialized)
        {
            await InitialiseAsync(cancellationToken);
        }
        else if (!status.Sealed)
        {
            RememberRun();
            return true;
        }

        if (CurrentRun() is { } run && run == ReadOrNull(_openedRunFile))
        {
            return false;
        }

        return await UnsealAsync(cancellationToken);
    }

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        using var response = await client.PutAsJsonAsync("v1/sys/init", new InitRequest(5, 3), cancellationToken);
        response.EnsureSuccessStatusCode();
        var keys = await response.Content.ReadFromJsonAsync<InitAnswer>(cancellationToken)
            ?? throw new HttpRequestException("The Vault was initialised without an answer.");
        ProtectedFile.Write(_keysFile, JsonSerializer.Serialize(new StoredKeys(keys.Keys)));
        ProtectedFile.Write(RootTokenFile, keys.RootToken);
    }

    private async Task<bool> UnsealAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_keysFile))
        {
            throw new InvalidOperationException($"The Vault is initialised, but {_keysFile} is missing: start with --fresh, or unseal it yourself.");
        }

        var keys = JsonSerializer.Deserialize<StoredKeys>(await File.ReadAllTextAsync(_keysFile, cancellationToken))!.UnsealKeys;
        foreach (var key in keys)
        {
            using var response = await client.PutAsJsonAsync("v1/sys/unseal", new UnsealRequest(key), cancellationToken);
            response.EnsureSuccessStatusCode();
            var status = await response.Content.ReadFromJsonAsync<SealStatus>(cancellationToken);
            if (status is { Sealed: false })
            {
                RememberRun();
                return true;
            }
        }

        return false;
    }

    private void RememberRun()
    {
        if (CurrentRun() is { } run && run != ReadOrNull(_openedRunFile))
        {
            ProtectedFile.Write(_openedRunFile, run);
        }
    }

    private string? CurrentRun() => ReadOrNull(Path.Combine(folder, "run-id"));

    private static string? ReadOrNull(string path) => File.Exists(path) ? File.ReadAllText(path).Trim() : null;

    private sealed record SealStatus(
        [property: JsonPropertyName("initialized")] bool Initialized,
        [property: JsonPropertyName("sealed")] bool Sealed);

    private sealed record InitRequest(
        [property: JsonPropertyName("secret_shares")] int Shares,
        [property: JsonPropertyName("secret_threshold")] int Threshold);

    private sealed record InitAnswer(
        [property: JsonPropertyName("keys_base64")] string[] Keys,
        [property: JsonPropertyName("root_token")] string RootToken);

    private sealed record StoredKeys(
        [property: JsonPropertyName("unseal_keys")] string[] UnsealKeys);

    private sealed record UnsealRequest(
        [property: JsonPropertyName("key")] string Key);
}

/// <summary>What becomes of the root token of a Vault that was initialised here.</summary>
public enum RootTokenUse
{
    /// <summary>It is all there is: for tests.</summary>
    Kept,

    /// <summary>Somebody looks into the Vault with it; VaultOperations has a token of its own.</summary>
    KeptBesideWayIn,

    /// <summary>It is revoked as soon as VaultOperations has a token of its own.</summary>
    ReplacedByWayIn,
}
