namespace PenguinMails.Ledger;

/// <summary>
/// Compares who acted, and the reasons, with what the records commit to. What a record commits to and the export leaves out must be named by
/// an erasure that was recorded after it.
/// </summary>
/// <param name="others">The erasures that stand in another export; null: in none.</param>
/// <param name="report">Is told kind, sequence and sentence of each problem.</param>
internal sealed class PersonalCheck(ErasureCover? others, Action<string, long, string> report)
{
    private const string Unexplained = "that the export leaves out, and no erasure after it names that.";

    // Of what is not explained the first are enough to name.
    private const int Kept = 100;

    // By commitment the first and the last record; an erasure reaches all records of a person.
    private readonly Dictionary<string, (long First, long Last)> _persons = new(StringComparer.Ordinal);
    private readonly List<long> _reasons = [];
    private string _chain = "";

    public long Persons { get; private set; }

    public long Reasons { get; private set; }

    public ErasureCover Erasures { get; } = new();

    public void Check(ExportedRecord exported)
    {
        _chain = exported.Record.Chain;
        Erasures.Add(exported.Record);
        using var document = JsonDocument.Parse(exported.Record.Body);
        var body = document.RootElement;

        var person = body.Member("actor").Text("personal");
        var format = RecordFormat.Of(body);
        var reason = format == RecordFormat.Named ? null : body.Text("reason");
        if (exported.Ids is { } ids && ids.Format != format)
        {
            report(LedgerProblems.ColumnsAltered, exported.Record.Sequence, "The record is said to be of another format than it is.");
        }

        CheckPerson(exported, exported.Person, person, "The actor or the origin was changed.");
        CheckPerson(exported, exported.OnBehalfOf, body.Member("onBehalfOf").Text("personal"), "The person for whom it was done was changed.");
        CheckReason(exported, reason);
    }

    public void Complete()
    {
        var explained = new ErasureCover();
        explained.Add(Erasures);
        if (others is not null)
        {
            explained.Add(others);
        }

        var unexplained = _persons.Where(person => !explained.ExplainsPerson(person.Key, _chain, person.Value.Last)).Select(person => (person.Value.First, What: "a person"))
            .Concat(_reasons.Where(sequence => !explained.ExplainsReason(_chain, sequence)).Select(sequence => (First: sequence, What: "a reason")))
            .Order()
            .ToList();
        foreach (var (sequence, what) in unexplained.Take(Kept))
        {
            report(LedgerProblems.PersonalMissing, sequence, $"The record commits to {what} {Unexplained}");
        }

        if (unexplained.Count > Kept)
        {
            report(LedgerProblems.PersonalMissing, unexplained[Kept].First, $"From here on {unexplained.Count - Kept} more commit to something {Unexplained}");
        }
    }

    private void CheckPerson(ExportedRecord exported, ExportedPerson? carried, string? commitment, string altered)
    {
        if (carried is { } person)
        {
            if (commitment != Hex(Commitment.OfPerson(person.Salt, person.User, person.IpAddress, person.UserAgent)))
            {
                report(LedgerProblems.PersonalAltered, exported.Record.Sequence, altered);
            }
        }
        else if (commitment is not null)
        {
            Persons++;
            if (!IsArchived(exported))
            {
                var sequence = exported.Record.Sequence;
                _persons[commitment] = _persons.TryGetValue(commitment, out var known) ? (known.First, sequence) : (sequence, sequence);
            }
        }
    }

    private void CheckReason(ExportedRecord exported, string? commitment)
    {
        if (exported.Reason is { } reason)
        {
            if (commitment != Hex(Commitment.OfReason(reason.Salt, reason.Text)))
            {
                report(LedgerProblems.PersonalAltered, exported.Record.Sequence, "Another reason was given.");
            }
        }
        else if (commitment is not null)
        {
            Reasons++;
            if (!IsArchived(exported))
            {
                _reasons.Add(exported.Record.Sequence);
            }
        }
    }

    // An archive carries no personal data at all.
    private static bool IsArchived(ExportedRecord exported) => exported.Ids is not null;

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
