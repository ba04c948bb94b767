namespace PenguinMails.Ledger;

/// <summary>
/// Which audit records of services never arrived, as the ledger itself has it: a record with the action <see cref="MissingAction"/> names them,
/// and one with <see cref="ArrivedAction"/> those of them that came after all.
/// </summary>
public sealed class MissingRecords
{
    /// <summary>The action of the records that name what is missing.</summary>
    public const string MissingAction = "audit.record_missing";

    /// <summary>The action of the records that name what arrived late.</summary>
    public const string ArrivedAction = "audit.record_arrived_late";

    private const string Chain = "platform";
    private const string Recorder = "audit";

    private readonly List<NumberRange> _missing = [];

    private static ReadOnlySpan<byte> ActionBytes => "audit.record_"u8;

    /// <summary>What has not arrived, in the order in which it was missed.</summary>
    public IReadOnlyList<NumberRange> Ranges => _missing;

    /// <summary>What a record names it by.</summary>
    public static Dictionary<string, string> DetailsOf(NumberRange range) => new(StringComparer.Ordinal)
    {
        ["service"] = range.Service,
        ["epoch"] = $"{range.Epoch}",
        ["from"] = range.First.ToString(CultureInfo.InvariantCulture),
        ["to"] = range.Last.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Adds what the record says, if it is one of these.</summary>
    public void Add(LedgerRecord record)
    {
        if (record.Chain != Chain || record.Body.AsSpan().IndexOf(ActionBytes) < 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(record.Body);
        var body = document.RootElement;
        if (body.Text("service") != Recorder || RangeOf(body.Member("details")) is not { } range)
        {
            return;
        }

        switch (body.Text("action"))
        {
            case MissingAction:
                _missing.Add(range);
                break;
            case ArrivedAction:
                Remove(range);
                break;
        }
    }

    private static NumberRange? RangeOf(JsonElement details) =>
        details.Text("service") is { } service && Guid.TryParse(details.Text("epoch"), out var epoch)
            && IsNumber(details.Text("from"), out var first) && IsNumber(details.Text("to"), out var last) && first <= last
            ? new NumberRange(service, epoch, first, last)
            : null;

    private static bool IsNumber(string? text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private void Remove(NumberRange arrived)
    {
        for (var index = _missing.Count - 1; index >= 0; index--)
        {
            var range = _missing[index];
            if (range.Service != arrived.Service || range.Epoch != arrived.Epoch || range.Last < arrived.First || range.First > arrived.Last)
            {
                continue;
            }

            NumberRange[] rest = [range with { Last = arrived.First - 1 }, range with { First = arrived.Last + 1 }];
            _missing.RemoveAt(index);
            _missing.InsertRange(index, rest.Where(left => left.Count > 0));
        }
    }
}
