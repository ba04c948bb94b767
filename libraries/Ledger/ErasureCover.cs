namespace PenguinMails.Ledger;

/// <summary>
/// What the ledger's erasures reached. A record with the action <see cref="Action"/> names each: the commitments of persons, the reasons by
/// chain and sequence, the database's ids of the persons. It explains what is left out of it and of records before it, and of no others.
/// </summary>
public sealed class ErasureCover
{
    /// <summary>The action of the records that explain an erasure.</summary>
    public const string Action = "audit_log.erasure.execute";

    /// <summary>The chain in which they stand.</summary>
    public const string Chain = "platform";

    // By commitment the last record that names it.
    private readonly Dictionary<string, long> _persons = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(long First, long Last)>> _reasons = new(StringComparer.Ordinal);
    private readonly HashSet<long> _ids = [];
    private bool _isSorted = true;

    private static ReadOnlySpan<byte> ActionBytes => "audit_log.erasure.execute"u8;

    /// <summary>How many records of erasures there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds what the record explains, if it is one of an erasure.</summary>
    public void Add(LedgerRecord record)
    {
        if (record.Chain != Chain || record.Body.AsSpan().IndexOf(ActionBytes) < 0)
        {
            return;
        }

        using var document = JsonDocument.Parse(record.Body);
        var body = document.RootElement;
        if (body.Text("action") != Action || body.Text("outcome") != "success")
        {
            return;
        }

        Count++;
        var details = body.Member("details");
        foreach (var commitment in Words(details.Text("persons")))
        {
            _persons[commitment] = record.Sequence;
        }

        foreach (var id in Words(details.Text("ids")))
        {
            _ = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && _ids.Add(number);
        }

        foreach (var reasons in Words(details.Text("reasons")))
        {
            AddReasons(reasons, record.Sequence);
        }
    }

    /// <summary>Adds what another export explains.</summary>
    public void Add(ErasureCover other)
    {
        Count += other.Count;
        foreach (var (commitment, by) in other._persons)
        {
            _persons[commitment] = Math.Max(by, _persons.GetValueOrDefault(commitment));
        }

        foreach (var (chain, ranges) in other._reasons)
        {
            RangesOf(chain).AddRange(ranges);
        }

        _ids.UnionWith(other._ids);
    }

    /// <summary>Whether this record of an erasure, or one after it, names the person that it commits to.</summary>
    public bool ExplainsPerson(string commitment, string chain, long sequence) =>
        _persons.TryGetValue(commitment, out var by) && (chain != Chain || by >= sequence);

    /// <summary>Whether an erasure after this record reached its reason.</summary>
    public bool ExplainsReason(string chain, long sequence)
    {
        if (!_reasons.TryGetValue(chain, out var ranges))
        {
            return false;
        }

        Sort();
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ranges[middle].Last < sequence ? (middle + 1, high) : (low, middle);
        }

        return low < ranges.Count && ranges[low].First <= sequence;
    }

    /// <summary>Whether an erasure reached the person whom the database calls by this id.</summary>
    public bool ExplainsId(long id) => _ids.Contains(id);

    private static string[] Words(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private void AddReasons(string text, long by)
    {
        // chain:first or chain:first-last
        if (text.Split(':') is not [var chain, var range] || range.Split('-') is not { Length: 1 or 2 } ends
            || !IsNumber(ends[0], out var first) || !IsNumber(ends[^1], out var last))
        {
            return; // It explains nothing, then.
        }

        last = chain == Chain ? Math.Min(last, by - 1) : last;
        if (first <= last)
        {
            RangesOf(chain).Add((first, last));
        }
    }

    private static bool IsNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private List<(long First, long Last)> RangesOf(string chain)
    {
        _isSorted = false;
        return _reasons.TryGetValue(chain, out var ranges) ? ranges : _reasons[chain] = [];
    }

    // In order, and none within another, so that one can be found by halves.
    private void Sort()
    {
        if (_isSorted)
        {
            return;
        }

        foreach (var ranges in _reasons.Values)
        {
            var sorted = ranges.Order().ToList();
            ranges.Clear();
            foreach (var range in sorted)
            {
                if (ranges.Count > 0 && range.First <= ranges[^1].Last + 1)
                {
                    ranges[^1] = (ranges[^1].First, Math.Max(ranges[^1].Last, range.Last));
                }
                else
                {
                    ranges.Add(range);
                }
            }
        }

        _isSorted = true;
    }
}
