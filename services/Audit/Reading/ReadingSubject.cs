namespace PenguinMails.Audit.Reading;

/// <summary>What is read of the ledger, as it is put on record.</summary>
/// <param name="Action">The audited action of the endpoint.</param>
/// <param name="Chain">One of <see cref="LedgerChains"/>.</param>
/// <param name="Filter">What is asked for, by the filter's name.</param>
internal sealed record ReadingSubject(string Action, string Chain, IReadOnlyDictionary<string, string> Filter)
{
    /// <summary>Tells subjects apart, whatever the texts are.</summary>
    public string Key => JsonSerializer.Serialize(Filter.OrderBy(part => part.Key, StringComparer.Ordinal));

    /// <summary>The filter as an audit record shows it. Details can never be erased, so they hold no text that can name people.</summary>
    public Dictionary<string, string> Details => Filter.ToDictionary(
        part => part.Key, part => part.Key is "user" or "onBehalfOf" or "search" ? "(not kept)" : part.Value, StringComparer.Ordinal);
}
