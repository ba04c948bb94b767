namespace PenguinMails.ServiceDefaults;

/// <summary>Says what there is, beside an unknown name: what comes near it, or else everything.</summary>
public static class NearMatches
{
    private const int MaxDistance = 2;
    private const int MaxNear = 5;
    private const int MinContained = 4; // "to" is in many words
    private const int MaxLength = 64; // of a text that is compared; no name is as long

    /// <summary>Such as "Did you mean tenantId?", or "There are: page, pageSize."</summary>
    /// <param name="text">What was given.</param>
    /// <param name="names">What there is.</param>
    public static string Hint(string text, IReadOnlyCollection<string> names)
    {
        var near = text.Length is 0 or > MaxLength ? [] : names.Where(name => IsNear(text, name)).Take(MaxNear).ToList();
        return near.Count > 0 ? $"Did you mean {string.Join(" or ", near)}?" : $"There are: {string.Join(", ", names)}.";
    }

    private static bool IsNear(string text, string name) =>
        name.Contains(text, StringComparison.OrdinalIgnoreCase)
        || (name.Length >= MinContained && text.Contains(name, StringComparison.OrdinalIgnoreCase))
        || Distance(text, name) <= Math.Min(MaxDistance, (text.Length - 1) / 2);

    /// <summary>How many letters must be changed, added or left out (Levenshtein).</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var left = 1; left <= one.Length; left++)
        {
            var diagonal = row[0];
            row[0] = left;
            for (var right = 1; right <= other.Length; right++)
            {
                var change = diagonal + (char.ToLowerInvariant(one[left - 1]) == char.ToLowerInvariant(other[right - 1]) ? 0 : 1);
                diagonal = row[right];
                row[right] = Math.Min(change, Math.Min(row[right], row[right - 1]) + 1);
            }
        }

        return row[^1];
    }
}
