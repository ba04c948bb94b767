namespace PenguinMails.Vault.Wrapping;

/// <summary>
/// Finds out why Vault did not unwrap. The answer to an unwrapping says "not valid or does not exist" alike for a token that was spent, that
/// has expired, and that the answering node does not know yet; only the first is a theft.
/// </summary>
/// <param name="bare">Requests without a token: a wrapping token is looked up by whoever knows it.</param>
internal sealed class TokenInquiry(VaultWire bare, TimeProvider time)
{
    private const string LookUp = "sys/wrapping/lookup";

    /// <summary>Vault's words for all three.</summary>
    private const string Unknown = "wrapping token is not valid or does not exist";

    // Nodes that answer reads themselves follow the active one within a second or so; behind a balancer every question may meet another.
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)];

    /// <param name="mayHaveExpired">Whether the token's time may be over, asked after Vault said that it does not know the token.</param>
    /// <exception cref="VaultUnavailableException">Vault cannot tell now.</exception>
    public async Task<TokenFate> FateOfAsync(string token, Func<bool> mayHaveExpired, CancellationToken cancellationToken)
    {
        for (var round = 0; ; round++)
        {
            if (await FindPathAsync(token, cancellationToken) is not null)
            {
                return TokenFate.Alive;
            }

            if (mayHaveExpired())
            {
                return TokenFate.Expired;
            }

            if (round == Pauses.Length)
            {
                return TokenFate.Spent;
            }

            await Task.Delay(Pauses[round], time, cancellationToken);
        }
    }

    /// <summary>Looks the token up, which does not spend it.</summary>
    /// <returns>The path of the request whose answer it stands for; null when this node does not know the token.</returns>
    /// <exception cref="VaultRefusedException">The answer says neither.</exception>
    public async Task<string?> FindPathAsync(string token, CancellationToken cancellationToken)
    {
        using var response = await bare.SendAsync(
            HttpMethod.Post, LookUp, VaultJson.Content(new JsonObject { ["token"] = token }), [VaultWire.ToActiveNode], cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => VaultJson.Read(response, body => body.GetProperty("data").GetProperty("creation_path").GetString()) ?? "",
            HttpStatusCode.BadRequest or HttpStatusCode.Forbidden when VaultErrors.Of(response).Say(Unknown) => null,
            _ => throw VaultWire.Refused(HttpMethod.Post, LookUp, response),
        };
    }
}
