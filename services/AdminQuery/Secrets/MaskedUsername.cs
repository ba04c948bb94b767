namespace PenguinMails.AdminQuery.Secrets;

/// <summary>Masks whose account credentials are for: whoever looks after secrets recognises them, and nobody learns an address to try.</summary>
internal static class MaskedUsername
{
    private const string Mask = "*****";

    /// <returns>The name with all of its domain masked but the last label; a name without a domain as it is.</returns>
    public static string Of(string username)
    {
        var at = username.LastIndexOf('@');
        if (at < 0)
        {
            return username;
        }

        var domain = username[(at + 1)..].TrimEnd('.');
        var last = domain[(domain.LastIndexOf('.') + 1)..];
        // A single label, or the end of an address, would show all that there is, or nothing that helps.
        return username[..(at + 1)] + (last.Length < domain.Length && last.Any(char.IsLetter) && last.All(letter => char.IsLetterOrDigit(letter) || letter == '-') ? $"{Mask}.{last}" : Mask);
    }
}
