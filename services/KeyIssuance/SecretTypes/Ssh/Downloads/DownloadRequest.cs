using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;

/// <summary>Asks for the private key.</summary>
/// <param name="PlainTextPassphrase">Encrypts the handed-out key; 12 to 256 characters, no control characters. Null for an unencrypted key.</param>
public sealed record DownloadRequest(
    [property: JsonPropertyName("passphrase"), Length(DownloadRequest.MinPassphraseLength, DownloadRequest.MaxPassphraseLength)] string? PlainTextPassphrase = null)
{
    public const int MinPassphraseLength = 12;
    public const int MaxPassphraseLength = 256;

    public FieldErrors Validate() => new FieldErrors()
        .Require(
            PlainTextPassphrase is null or { Length: >= MinPassphraseLength and <= MaxPassphraseLength },
            "passphrase",
            $"Must have {MinPassphraseLength} to {MaxPassphraseLength} characters.")
        .Require(
            PlainTextPassphrase?.Any(char.IsControl) != true,
            "passphrase",
            "Must not contain control characters such as line breaks: ssh could not ask for them.");

    public override string ToString() => "[download request, redacted]";
}
