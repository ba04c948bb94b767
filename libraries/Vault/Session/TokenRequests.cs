namespace PenguinMails.Vault.Session;

/// <summary>What a token can be asked: whether it lives, to live longer, to die. Sent without the session's own token.</summary>
internal sealed class TokenRequests(VaultWire wire, TimeProvider time)
{
    /// <summary>Looks up a token; null when Vault has revoked or never issued it.</summary>
    public async Task<LiveToken?> LookUpAsync(string token, CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        using var response = await wire.SendAsync(
            HttpMethod.Get, "auth/token/lookup-self", null, [(TokenHandler.TokenHeader, token)], cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            return null;
        }

        return VaultJson.Read(response, body =>
        {
            var data = body.GetProperty("data");
            var lease = TimeSpan.FromSeconds(data.GetProperty("ttl").GetInt64());
            var first = data.TryGetProperty("creation_ttl", out var creation) ? TimeSpan.FromSeconds(creation.GetInt64()) : lease;
            var renewable = data.TryGetProperty("renewable", out var flag) && flag.ValueKind == JsonValueKind.True;
            return new LiveToken(token, sent, lease, first, renewable);
        });
    }

    /// <summary>Renews the token; null when Vault refuses because it is invalid or not renewable.</summary>
    public async Task<LiveToken?> RenewAsync(LiveToken token, CancellationToken cancellationToken)
    {
        var sent = time.GetTimestamp();
        using var response = await wire.SendAsync(
            HttpMethod.Post,
            "auth/token/renew-self",
            VaultJson.Content(new JsonObject { ["increment"] = (long)token.FirstLease.TotalSeconds }),
            [(TokenHandler.TokenHeader, token.PlainText)],
            cancellationToken);
        return response.StatusCode != HttpStatusCode.OK
            ? null
            : VaultJson.Read(response, body => ReadAuth(body, sent) with { FirstLease = token.FirstLease });
    }

    public async Task RevokeAsync(string token, CancellationToken cancellationToken)
    {
        using var response = await wire.SendAsync(
            HttpMethod.Post, "auth/token/revoke-self", null, [(TokenHandler.TokenHeader, token)], cancellationToken);
    }

    public static LiveToken ReadAuth(JsonElement body, long sent)
    {
        var auth = body.GetProperty("auth");
        var lease = TimeSpan.FromSeconds(auth.GetProperty("lease_duration").GetInt64());
        return new LiveToken(auth.GetProperty("client_token").GetString()!, sent, lease, lease, auth.GetProperty("renewable").GetBoolean());
    }
}
