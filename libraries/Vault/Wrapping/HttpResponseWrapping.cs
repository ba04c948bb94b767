using PenguinMails.Vault.Session;

namespace PenguinMails.Vault.Wrapping;

/// <summary>Response wrapping over Vault's HTTP API (developer.hashicorp.com/vault/api-docs/system/wrapping-unwrap).</summary>
/// <param name="wire">Requests under the service's own token.</param>
/// <param name="bare">Requests without it: a wrapping token is itself the token of the request that spends it.</param>
internal sealed class HttpResponseWrapping(VaultWire wire, VaultWire bare, TokenInquiry inquiry, string mount, TimeProvider time) : IResponseWrapping
{
    public const string TimeToLiveHeader = "X-Vault-Wrap-TTL";

    public async Task<WrappedToken?> ReadWrappedAsync(VaultPath path, TimeSpan timeToLive, int? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromSeconds(1));
        var request = $"{mount}/data/{path}" + (version is { } number ? $"?version={number}" : "");
        var asked = Moment.Now(time);
        using var response = await wire.SendAsync(
            HttpMethod.Get, request, null, [(TimeToLiveHeader, Seconds(timeToLive)), VaultWire.ToActiveNode], cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => VaultJson.Read(response, body => ReadToken(body, asked)),
            HttpStatusCode.NotFound when VaultErrors.Of(response).AreEmpty => null,
            _ => throw VaultWire.Refused(HttpMethod.Get, request, response),
        };
    }

    public Task<UnwrapOutcome> UnwrapAsync(WrappedToken token, CancellationToken cancellationToken = default) =>
        Unwrapping.RunAsync(() => UnwrapOnceAsync(token, cancellationToken), token, inquiry, time, cancellationToken);

    /// <returns>Null when Vault did not unwrap and did not say why.</returns>
    private async Task<UnwrapOutcome?> UnwrapOnceAsync(WrappedToken token, CancellationToken cancellationToken)
    {
        const string Request = "sys/wrapping/unwrap";
        using var response = await bare.SendAsync(
            HttpMethod.Post, Request, null, [(TokenHandler.TokenHeader, token.Reveal()), VaultWire.ToActiveNode], cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => SecretJson.Read(response) is { } secret ? new UnwrapOutcome.Unwrapped(secret) : new UnwrapOutcome.NothingInside(),
            HttpStatusCode.NotFound => new UnwrapOutcome.NothingInside(),
            HttpStatusCode.BadRequest or HttpStatusCode.Forbidden => null,
            _ => throw VaultWire.Refused(HttpMethod.Post, Request, response),
        };
    }

    public static string Seconds(TimeSpan timeToLive) => ((long)Math.Ceiling(timeToLive.TotalSeconds)).ToString();

    public static WrappedToken ReadToken(JsonElement body, Moment asked)
    {
        var wrap = body.GetProperty("wrap_info");
        return asked.Token(
            wrap.GetProperty("token").GetString()!,
            TimeSpan.FromSeconds(wrap.GetProperty("ttl").GetInt64()),
            wrap.GetProperty("creation_path").GetString() ?? "");
    }
}
