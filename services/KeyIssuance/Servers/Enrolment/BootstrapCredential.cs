using System.Text.Json.Serialization;

namespace PenguinMails.KeyIssuance.Servers.Enrolment;

/// <summary>A credential that gets into a fresh server once: the account must be root or may use sudo without a password.</summary>
/// <param name="Username">The account.</param>
/// <param name="PlainTextPrivateKey">Its private key; kept in Vault until the admin key is proven, then deleted.</param>
/// <param name="RemoveFromServer">Whether the credential's public key is taken off the account at the end.</param>
public sealed record BootstrapCredential(
    string Username,
    [property: JsonPropertyName("privateKey")] string PlainTextPrivateKey,
    [property: JsonPropertyName("removeFromServer")] bool RemoveFromServer = false)
{
    public override string ToString() => $"[bootstrap credential of {Username}, redacted]";
}
