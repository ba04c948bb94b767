namespace PenguinMails.Audit.Ledger;

/// <summary>Numbers as Postgres' <c>int8multirange</c>.</summary>
internal static class NumberRanges
{
    /// <summary>As text, such as <c>{[1,3],[7,7]}</c>; the numbers may be in any order, and repeated.</summary>
    public static string Write(IEnumerable<long> numbers)
    {
        var text = new StringBuilder("{");
        long? last = null;
        foreach (var number in numbers.Distinct().Order())
        {
            if (number != last + 1)
            {
                text.Append(last is null ? "" : $"{last}],").Append(CultureInfo.InvariantCulture, $"[{number},");
            }

            last = number;
        }

        return text.Append(last is null ? "" : $"{last}]").Append('}').ToString();
    }
}
