using PenguinMails.Vault.Session;

namespace PenguinMails.Vault.Wrapping;

/// <summary>Response wrapping over Vault's HTTP API (developer.hashicorp.com/vault/api-docs/system/wrapping-unwrap).</summary>
/// <param name="wire">Requests under the service's own token.</param>
/// <param name="bare">Requests without it: a wrapping token is itself the token of the request that spends it.</param>
internal sealed class HttpResponseWrapping(VaultWire wire, VaultWire bare, string mount, TimeProvider time) : IResponseWrapping
{
    public const string TimeToLiveHeader = "X-Vault-Wrap-TTL";

    public async Task<WrappedToken?> ReadWrappedAsync(VaultPath path, TimeSpan timeToLive, int? version = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(timeToLive, TimeSpan.FromSeconds(1));
        var request = $"{mount}/data/{path}" + (version is { } number ? $"?version={number}" : "");
        var asked = time.GetUtcNow();
        using var response = await wire.SendAsync(
            HttpMethod.Get, request, null, [(TimeToLiveHeader, Seconds(timeToLive))], cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => VaultJson.Read(response, body => ReadToken(body, asked)),
            HttpStatusCode.NotFound when VaultErrors.Of(response).AreEmpty => null,
            _ => throw VaultWire.Refused(HttpMethod.Get, request, response),
        };
    }

    public async Task<UnwrapOutcome> UnwrapAsync(WrappedToken token, CancellationToken cancellationToken = default)
    {
        const string Request = "sys/wrapping/unwrap";
        using var response = await bare.SendAsync(
            HttpMethod.Post, Request, null, [(TokenHandler.TokenHeader, token.Reveal())], cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => SecretJson.Read(response) is { } secret ? new UnwrapOutcome.Unwrapped(secret) : new UnwrapOutcome.NothingInside(),
            HttpStatusCode.NotFound => new UnwrapOutcome.NothingInside(),
            HttpStatusCode.BadRequest or HttpStatusCode.Forbidden => new UnwrapOutcome.AlreadySpent(),
            _ => throw VaultWire.Refused(HttpMethod.Post, Request, response),
        };
    }

    public static string Seconds(TimeSpan timeToLive) => ((long)Math.Ceiling(timeToLive.TotalSeconds)).ToString();

    public static WrappedToken ReadToken(JsonElement body, DateTimeOffset asked)
    {
        var wrap = body.GetProperty("wrap_info");
        return new WrappedToken(
            wrap.GetProperty("token").GetString()!,
            asked + TimeSpan.FromSeconds(wrap.GetProperty("ttl").GetInt64()),
            wrap.GetProperty("creation_path").GetString() ?? "");
    }
}
