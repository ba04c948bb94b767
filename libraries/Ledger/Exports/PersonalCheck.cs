namespace PenguinMails.Ledger;

/// <summary>
/// Compares who acted, and the reasons, with what the records commit to. What a record commits to and the export leaves out must be
/// explained by an approved erasure that was recorded after it.
/// </summary>
/// <param name="erasedUntil">When an erasure was approved that stands in another export; null: in none.</param>
internal sealed class PersonalCheck(DateTimeOffset? erasedUntil, Action<string, long, string> report)
{
    private const string ErasureAction = "audit_log.erasure.approve";
    private const string Unexplained = "and no erasure that was approved after it explains that.";

    // Of what is not explained yet; the first are enough to name.
    private const int Kept = 100;
    private readonly List<(long Sequence, string What)> _unexplained = [];
    private long _unexplainedCount;

    public long Persons { get; private set; }

    public long Reasons { get; private set; }

    public DateTimeOffset? LastErasure { get; private set; }

    public void Check(ExportedRecord exported)
    {
        using var document = JsonDocument.Parse(exported.Record.Body);
        var body = document.RootElement;
        if (body.Text("action") == ErasureAction && body.Text("outcome") == "success")
        {
            LastErasure = exported.Record.RecordedAt;
            _unexplained.Clear();
            _unexplainedCount = 0;
        }

        // Since format 2 the body commits to a person and a reason. Before, it named them.
        var person = body.Member("actor").Text("personal");
        var reason = person is null ? null : body.Text("reason");
        CheckPerson(exported, person);
        CheckReason(exported, reason);
    }

    public void Complete()
    {
        foreach (var (sequence, what) in _unexplained)
        {
            report(ExportProblems.PersonalMissing, sequence, $"The record commits to {what} that the export leaves out, {Unexplained}");
        }

        if (_unexplainedCount > _unexplained.Count)
        {
            report(ExportProblems.PersonalMissing, _unexplained[^1].Sequence, $"After it {_unexplainedCount - _unexplained.Count} more are left out, {Unexplained}");
        }
    }

    private void CheckPerson(ExportedRecord exported, string? commitment)
    {
        if (exported.Person is { } person)
        {
            if (commitment != Hex(Commitment.OfPerson(person.Salt, person.User, person.IpAddress, person.UserAgent)))
            {
                report(LedgerProblems.PersonalAltered, exported.Record.Sequence, "The actor or the origin was changed.");
            }
        }
        else if (commitment is not null)
        {
            Persons++;
            Miss(exported, "a person");
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
            Miss(exported, "a reason");
        }
    }

    // An archive carries no personal data at all.
    private void Miss(ExportedRecord exported, string what)
    {
        if (exported.Ids is not null || exported.Record.RecordedAt < erasedUntil)
        {
            return;
        }

        _unexplainedCount++;
        if (_unexplained.Count < Kept)
        {
            _unexplained.Add((exported.Record.Sequence, what));
        }
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
