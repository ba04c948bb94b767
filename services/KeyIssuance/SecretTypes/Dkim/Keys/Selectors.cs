namespace PenguinMails.KeyIssuance.SecretTypes.Dkim.Keys;

/// <summary>Chooses selectors. Every key has its own: verifiers remember records, so that a selector cannot tell two keys apart.</summary>
internal static class Selectors
{
    /// <summary>The aliases of a delegated domain, used in turn: <c>pm1</c> and <c>pm2</c>, with <c>e</c> behind them those of Ed25519 keys beside RSA.</summary>
    public static IReadOnlyList<string> OfDelegation(DkimAlgorithm algorithm) =>
        algorithm == DkimAlgorithm.Dual ? ["pm1", "pm2", "pm1e", "pm2e"] : ["pm1", "pm2"];

    private static readonly string[] Aliases = ["pm1", "pm2"];
    private static readonly string[] ValueNames = [DkimValues.Selector, DkimValues.Selector + DkimValues.OfEd25519];

    /// <param name="day">Today.</param>
    /// <param name="used">All that the domain ever had, ended ones too.</param>
    /// <param name="count">How many.</param>
    public static string[] Next(DateTimeOffset day, IEnumerable<SecretVersion> used, int count)
    {
        var taken = used.SelectMany(OfVersion).ToHashSet(StringComparer.Ordinal);
        var prefix = string.Create(CultureInfo.InvariantCulture, $"pm{day.UtcDateTime:yyyyMMdd}");
        return [.. Enumerable.Range(0, int.MaxValue).Select(number => prefix + Letters(number)).Where(name => !taken.Contains(name)).Take(count)];
    }

    /// <summary>The alias that no living key uses; null when both are in use.</summary>
    public static string? NextAlias(IEnumerable<SecretVersion> versions)
    {
        var living = versions.Where(version => version.IsLive).SelectMany(OfVersion).ToHashSet(StringComparer.Ordinal);
        var last = versions.SelectMany(OfVersion).LastOrDefault();
        return Aliases.Where(name => !living.Contains(name)).OrderBy(name => last?.StartsWith(name, StringComparison.Ordinal) == true).FirstOrDefault();
    }

    public static IEnumerable<string> OfVersion(SecretVersion version) =>
        ValueNames.Select(name => version.PublicData.GetValueOrDefault(name)).OfType<string>();

    // a to z, then aa to zz.
    private static string Letters(int number) => (number >= 26 ? Letters((number / 26) - 1) : "") + (char)('a' + (number % 26));
}
