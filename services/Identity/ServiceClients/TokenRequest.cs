using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace PenguinMails.Identity.ServiceClients;

/// <summary>A request for a token by client credentials (RFC 6749, 4.4). Client id and secret may also come as HTTP Basic authentication.</summary>
/// <param name="GrantType">Always <c>client_credentials</c>.</param>
/// <param name="ClientId">The client's name.</param>
/// <param name="ClientSecret">Its secret.</param>
/// <param name="Scope">What the token is for, separated by spaces; all that the client may when absent.</param>
[Example("""{"grant_type":"client_credentials","client_id":"mail-worker","client_secret":"s3cr3t","scope":"secrets:read:smtp"}""")]
public sealed record PlainTextTokenRequest(
    [property: JsonPropertyName("grant_type"), OneOf(PlainTextTokenRequest.ClientCredentials)] string GrantType,
    [property: JsonPropertyName("client_id"), MaxLength(ServiceClient.MaxNameLength)] string? ClientId = null,
    [property: JsonPropertyName("client_secret"), MaxLength(PlainTextTokenRequest.MaxSecretLength)] string? ClientSecret = null,
    [property: JsonPropertyName("scope"), MaxLength(Scopes.MaxLength)] string? Scope = null)
{
    internal const string ClientCredentials = "client_credentials";
    internal const int MaxSecretLength = 256;

    public override string ToString() => "token request (redacted)";

    /// <summary>Reads the form; null where it is no form that can be read, or names a field twice.</summary>
    internal static async Task<PlainTextTokenRequest?> ReadAsync(HttpRequest request)
    {
        try
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            var (id, secret) = Basic(request) ?? (form["client_id"].ToString(), form["client_secret"].ToString());
            return form.All(field => field.Value.Count == 1) ? new PlainTextTokenRequest(form["grant_type"].ToString(), id, secret, form["scope"]) : null;
        }
        catch (InvalidDataException)
        {
            return null; // more fields than anybody needs
        }
    }

    internal FieldErrors Validate() => new FieldErrors()
        .Require(GrantType == ClientCredentials, "grant_type", $"Must be {ClientCredentials}.")
        .Require(ClientId is not null && ServiceClient.IsName(ClientId), "client_id", "Must be the client's name: a-z, 0-9 and '-', at most 63 characters.")
        .Require(ClientSecret?.Length is > 0 and <= MaxSecretLength, "client_secret", $"Must have 1 to {MaxSecretLength} characters.")
        .Require((Scope?.Length ?? 0) <= Scopes.MaxLength, "scope", $"Must have at most {Scopes.MaxLength} characters.");

    // Both are form-encoded before they are joined (RFC 6749, 2.3.1).
    private static (string Id, string Secret)? Basic(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            || !header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || header.Parameter is null)
        {
            return null;
        }

        var bytes = new byte[header.Parameter.Length];
        return Convert.TryFromBase64String(header.Parameter, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var id, var secret]
            ? (System.Net.WebUtility.UrlDecode(id), System.Net.WebUtility.UrlDecode(secret))
            : null;
    }
}

/// <summary>A token for a program (RFC 6749, 5.1).</summary>
/// <param name="AccessToken">Send it as <c>Authorization: Bearer …</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until it expires; there is no refresh token.</param>
/// <param name="Scope">What it is for, separated by spaces.</param>
public sealed record PlainTextServiceToken(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("scope")] string Scope)
{
    public override string ToString() => "service token (redacted)";
}
