namespace PenguinMails.Vault.KeyValue;

/// <summary>The version that says that a path has ended, as Vault holds it.</summary>
internal static class PathEnd
{
    private const string Mark = "ended";

    public static PlainTextValues Values() => new() { { Mark, "true" } };

    /// <summary>Null when the version is an end, or there is none.</summary>
    public static PlainTextSecret? OrNull(PlainTextSecret? secret)
    {
        if (secret is null || secret.Values.Names is not { Count: 1 } || !secret.Values.Contains(Mark))
        {
            return secret;
        }

        secret.Dispose();
        return null;
    }
}
