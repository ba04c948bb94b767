namespace PenguinMails.Vault;

/// <summary>
/// Any request of Vault's HTTP API under this process's token, for administration (mounts, policies, roles). Secrets go through
/// <see cref="IKeyValueStore"/>, <see cref="ITransit"/> and <see cref="IResponseWrapping"/>.
/// </summary>
public interface IVaultApi
{
    /// <summary>Sends a request. Refusals come back as answers; <see cref="VaultUnavailableException"/> is thrown.</summary>
    /// <param name="method">The verb; <see cref="VaultVerb.List"/> for lists.</param>
    /// <param name="path">Below <c>/v1/</c>, of validated segments (see <see cref="VaultPath"/>).</param>
    /// <exception cref="ArgumentException">The path is not made of plain segments.</exception>
    Task<VaultAnswer> SendAsync(HttpMethod method, string path, JsonObject? body = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a request whose answer Vault keeps back for the holder of a single-use token.</summary>
    /// <exception cref="VaultRefusedException">Vault refused the request, so there is nothing to wrap.</exception>
    Task<WrappedToken> SendWrappedAsync(
        HttpMethod method, string path, JsonObject? body, TimeSpan timeToLive, CancellationToken cancellationToken = default);
}

/// <summary>Verbs that Vault knows beside HTTP's own.</summary>
public static class VaultVerb
{
    public static readonly HttpMethod List = new("LIST");
}

/// <summary>Vault's answer to an administrative request.</summary>
/// <param name="Status">The HTTP status, below 500.</param>
/// <param name="Data">The <c>data</c> of the answer; undefined when there is none.</param>
/// <param name="Route">The kind of request, for messages.</param>
/// <param name="Refusal">Why Vault refused; null when it did not.</param>
public sealed record VaultAnswer(int Status, JsonElement Data, string Route, VaultRefusal? Refusal)
{
    /// <summary>
    /// Why Vault refused, in its own words, for requests of <c>sys/audit</c>: one line without control characters. Null elsewhere, because Vault's words
    /// can hold a secret id.
    /// </summary>
    public string? Sentence { get; init; }

    /// <summary>Vault's id of the request, which its audit log has too; null when the answer does not say it.</summary>
    public string? RequestId { get; init; }

    public bool IsOk => Status is >= 200 and < 300;

    public bool IsNotFound => Status == 404;

    /// <exception cref="VaultRefusedException">The answer is neither success nor "not found".</exception>
    public VaultAnswer OkOrNotFound() => IsNotFound ? this : Ok();

    /// <exception cref="VaultRefusedException">The answer is not success.</exception>
    public VaultAnswer Ok() => IsOk ? this : throw new VaultRefusedException(Refusal ?? VaultRefusal.InvalidRequest, Route);

    public override string ToString() => $"{Route}: {Status}";
}
