namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

/// <summary>
/// A key record's meaning (RFC 6376, 3.6.1). People and their DNS providers write the same record in several ways; what verifiers read
/// from it is what counts.
/// </summary>
internal sealed record KeyRecord(IReadOnlyDictionary<string, string> Tags)
{
    public const string Ed25519 = "ed25519";

    /// <returns>Null when it is no list of tags.</returns>
    public static KeyRecord? Parse(string text)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in text.Split(';'))
        {
            if (part.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !tags.TryAdd(part[..equals].Trim(), part[(equals + 1)..].Trim()))
            {
                return null;
            }
        }

        return new KeyRecord(tags);
    }

    /// <summary>The public key without the blanks that may stand in it; empty: revoked.</summary>
    public string PublicKey => string.Concat(Tag("p", "").Where(letter => !char.IsWhiteSpace(letter)));

    public string KeyType => Tag("k", "rsa");

    public bool IsRevoked => Tags.ContainsKey("p") && PublicKey.Length == 0;

    /// <summary>How a published record differs from what it should be, as the end of a sentence; null when verifiers read the same.</summary>
    public static string? DifferenceOf(string published, string wanted)
    {
        var (seen, expected) = (Parse(published), Parse(wanted)!);
        return seen switch
        {
            null => "is no list of tags such as v=DKIM1; p=…",
            _ when expected.IsRevoked => seen.IsRevoked ? null : "still has a key in p=, which must be empty",
            _ when seen.Tag("v", "DKIM1") != "DKIM1" => $"has v={seen.Tags["v"]} and not v=DKIM1",
            _ when seen.KeyType != expected.KeyType => $"has k={seen.KeyType} and not k={expected.KeyType}",
            { IsRevoked: true } => "has an empty p=, which revokes the key",
            _ when seen.PublicKey != expected.PublicKey => DifferenceOfKeys(seen.PublicKey, expected.PublicKey),
            _ when seen.Has("t", "y") => "has t=y: verifiers treat the domain as one that only tests",
            _ when seen.Tags.ContainsKey("h") && !seen.Has("h", "sha256") => $"has h={seen.Tags["h"]}, which forbids sha256",
            _ when seen.Tags.ContainsKey("s") && !seen.Has("s", "*") && !seen.Has("s", "email") => $"has s={seen.Tags["s"]}, which forbids mail",
            _ => null,
        };
    }

    private static string DifferenceOfKeys(string seen, string expected) => seen.Length switch
    {
        0 => "has no p=",
        _ when expected.StartsWith(seen, StringComparison.Ordinal) => $"is cut off: p= has {seen.Length} of {expected.Length} characters",
        _ => $"has another key in p= ({seen.Length} characters, {SharedStart(seen, expected)} of them as they should be; {expected.Length} are needed)",
    };

    private static int SharedStart(string first, string second) => first.AsSpan().CommonPrefixLength(second);

    private string Tag(string name, string otherwise) => Tags.GetValueOrDefault(name, otherwise);

    private bool Has(string tag, string value) => Tag(tag, "").Split(':').Any(part => part.Trim() == value);
}
