using System.Text.RegularExpressions;

namespace PenguinMails.Audit.VaultTrail.Entries;

/// <summary>Which secret a path in Vault is about, where it is about one.</summary>
internal static partial class SecretPath
{
    private const string Material = "secret/data/penguinmails/";

    // They state that a download took place and hold no material.
    private const string DownloadMarkers = Material + "downloads/";

    private const string Staged = ".staged";

    /// <summary>Null unless the path is <c>secret/{data…}/penguinmails/{type}/{tenant}/{name}</c>. A staged version is of the secret it is staged for.</summary>
    public static SecretReference? Find(string path) =>
        Pattern().Match(path) is { Success: true } match && Guid.TryParseExact(match.Groups["tenant"].Value, "D", out var tenant)
            ? new SecretReference(tenant, match.Groups["type"].Value, WithoutStagedSuffix(match.Groups["name"].Value))
            : null;

    /// <summary>Whether reading the path shows a tenant's secret itself.</summary>
    public static bool IsMaterial(string path) =>
        path.StartsWith(Material, StringComparison.Ordinal) && !path.StartsWith(DownloadMarkers, StringComparison.Ordinal);

    private static string WithoutStagedSuffix(string name) =>
        name.Length > Staged.Length && name.EndsWith(Staged, StringComparison.Ordinal) ? name[..^Staged.Length] : name;

    [GeneratedRegex(
        @"\Asecret/(?:data|metadata|delete|destroy|undelete)/penguinmails/(?<type>[A-Za-z0-9._-]{1,128})/(?<tenant>[0-9a-f-]{36})/(?<name>[A-Za-z0-9._-]{1,136})\z",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
