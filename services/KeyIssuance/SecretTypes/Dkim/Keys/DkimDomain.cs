namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

/// <summary>The name of a domain whose mail is signed: lower case, A-labels, no dot at its end.</summary>
internal static class DkimDomain
{
    /// <summary>It is a part of a path in Vault, which is shorter than DNS allows.</summary>
    public const int MaxLength = 128;

    private const int MaxLabel = 63;
    private static readonly IdnMapping Idn = new();

    /// <summary>Reads what a person wrote.</summary>
    /// <param name="text">A domain, also in Unicode, in capital letters, or with a dot at its end.</param>
    /// <param name="problem">What is wrong with it, and how it should be.</param>
    /// <returns>Null when it is no domain.</returns>
    public static string? Read(string? text, out string problem)
    {
        problem = "";
        if (string.IsNullOrEmpty(text) || text.Length > 4 * MaxLength)
        {
            problem = $"Must be a domain such as example.com, of at most {MaxLength} characters.";
            return null;
        }

        if (text.Contains('*', StringComparison.Ordinal))
        {
            problem = "Must be one domain. A key belongs to one domain and none below it, so '*' has no meaning here.";
            return null;
        }

        var domain = ToAscii(text.EndsWith('.') ? text[..^1] : text);
        problem = domain is null ? "Is no domain: its characters cannot be written in DNS." : ProblemOf(domain);
        return problem.Length == 0 ? domain : null;
    }

    private static string? ToAscii(string text)
    {
        try
        {
            return Ascii.IsValid(text) ? text.ToLowerInvariant() : Idn.GetAscii(text.ToLowerInvariant()).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string ProblemOf(string domain)
    {
        var labels = domain.Split('.');
        return labels switch
        {
            _ when domain.Length > MaxLength => $"Must have at most {MaxLength} characters.",
            _ when Array.Exists(labels, label => label.Length == 0) => "Must not have an empty part between dots.",
            _ when Array.Exists(labels, label => label.Length > MaxLabel) => $"A part between dots must have at most {MaxLabel} characters.",
            _ when !Array.TrueForAll(labels, IsLabel) => "Its parts must have letters, digits and inner hyphens alone.",
            { Length: 1 } => "Must have a dot, such as example.com.",
            _ when labels[^1].All(char.IsAsciiDigit) => "Must be a domain, not an address.",
            // The name of what waits in Vault to be promoted.
            [.., "staged"] => "Must not end in .staged.",
            _ => "",
        };
    }

    private static bool IsLabel(string label) =>
        label[0] != '-' && label[^1] != '-' && label.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        && (!label.StartsWith("xn--", StringComparison.Ordinal) || IsDecodable(label));

    private static bool IsDecodable(string label)
    {
        try
        {
            return Idn.GetUnicode(label) != label;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
