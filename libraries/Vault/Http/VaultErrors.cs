namespace PenguinMails.Vault.Http;

/// <summary>
/// The <c>errors</c> of an answer. Asked for known phrases; shown only where a request holds nothing secret: Vault's text can hold a secret id.
/// </summary>
internal sealed class VaultErrors
{
    private const int SentenceLimit = 300;

    private readonly IReadOnlyList<string> _errors;

    private VaultErrors(IReadOnlyList<string> errors) => _errors = errors;

    public bool AreEmpty => _errors.Count == 0;

    public static VaultErrors Of(IEnumerable<string> errors) => new([.. errors]);

    public static VaultErrors Of(HttpResponseMessage response)
    {
        try
        {
            using var body = JsonDocument.Parse(((PlainTextContent)response.Content).Memory);
            return body.RootElement.ValueKind == JsonValueKind.Object
                && body.RootElement.TryGetProperty("errors", out var errors)
                && errors.ValueKind == JsonValueKind.Array
                ? new VaultErrors([.. errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.String).Select(error => error.GetString()!)])
                : new VaultErrors([]);
        }
        catch (JsonException)
        {
            return new VaultErrors([]); // a proxy's page, not Vault's answer
        }
    }

    public bool Say(string phrase) => _errors.Any(error => error.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an error ends with a phrase, and therefore is no echo of something that was sent.</summary>
    public bool End(string phrase) => _errors.Any(error => error.AsSpan().TrimEnd().EndsWith(phrase, StringComparison.OrdinalIgnoreCase));

    /// <summary>All errors in one line of printable characters, cut off at 300; null when there are none.</summary>
    public string? Sentence()
    {
        var words = _errors.SelectMany(error => error.Replace("1 error occurred:", "", StringComparison.Ordinal)
            .Split([' ', '\t', '\r', '\n', '*'], StringSplitOptions.RemoveEmptyEntries));
        var line = string.Concat(string.Join(' ', words).Where(letter => letter is >= ' ' and <= '~'));
        return line.Length == 0 ? null : line.Length > SentenceLimit ? line[..SentenceLimit] + "..." : line;
    }

    /// <summary>The reason behind a 4xx.</summary>
    public VaultRefusal Refusal(int status)
    {
        if (Say("no handler for route") || Say("unsupported path"))
        {
            return VaultRefusal.NotMounted;
        }

        if (Say("encryption key not found") || Say("signing key not found") || Say("verification key not found") || Say("no existing key named"))
        {
            return VaultRefusal.KeyMissing;
        }

        if (Say("message authentication failed") || Say("invalid ciphertext") || Say("disallowed by policy (too old)"))
        {
            return VaultRefusal.CipherTextInvalid;
        }

        return status == 403 ? VaultRefusal.PermissionDenied : VaultRefusal.InvalidRequest;
    }
}
