namespace PenguinMails.Ledger;

/// <summary>What the check of an export came to.</summary>
/// <param name="Header">The export's first line; null when it cannot be read.</param>
/// <param name="Records">How many records were checked.</param>
/// <param name="Checkpoints">How many checkpoints were checked.</param>
/// <param name="Erased">Records whose person was erased: nothing is said of who acted.</param>
/// <param name="IsAnchorLater">The checkpoint that was kept elsewhere is later than the export, which therefore was not compared with it.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record ExportVerification(ExportHeader? Header, long Records, long Checkpoints, long Erased, bool IsAnchorLater, Findings Findings)
{
    public bool IsValid => Findings.Count == 0;
}

/// <summary>Checks an export with nothing but the public keys, and the newest checkpoint that was kept elsewhere if there is one.</summary>
public sealed class ExportVerifier(CheckpointKeys keys, SignedCheckpoint? anchor = null)
{
    private readonly Findings _findings = new();
    private readonly List<ExportedRecord> _unproven = [];
    private ChainVerifier? _complete;
    private ExportHeader? _header;
    private bool _isEnded;
    private long _lastSequence;
    private long _records;
    private long _checkpoints;
    private long _erased;
    private int _lineNumber;

    /// <param name="lines">The export's lines.</param>
    /// <param name="see">Is shown every record in order, to compare it with another form of the same export.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<ExportVerification> VerifyAsync(
        IAsyncEnumerable<string> lines, Action<ExportedRecord>? see = null, CancellationToken cancellationToken = default)
    {
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            _lineNumber++;
            try
            {
                Add(ExportReader.Parse(line, _header?.Chain ?? ""), see);
            }
            catch (FormatException failure)
            {
                Report(LedgerProblems.Unreadable, null, null, $"Line {_lineNumber}: {failure.Message}");
            }
        }

        Complete();
        return new ExportVerification(_header, _records, _checkpoints, _erased, anchor is not null && IsAnchorLater, _findings);
    }

    private void Add(ExportLine line, Action<ExportedRecord>? see)
    {
        if ((_header is null) != line is ExportLine.Header || _isEnded)
        {
            throw new FormatException("It stands in the wrong place: first one 'export', then records and checkpoints, last one 'end'.");
        }

        switch (line)
        {
            case ExportLine.Header { Export: var header }:
                Begin(header);
                break;
            case ExportLine.Record { Exported: var exported }:
                Add(exported);
                see?.Invoke(exported);
                break;
            case ExportLine.Checkpoint { Statement: var checkpoint }:
                Add(checkpoint);
                break;
            case ExportLine.End { Records: var records }:
                _isEnded = true;
                if (records != _records)
                {
                    Report(LedgerProblems.Truncated, null, null, $"The export was written with {records} records and has {_records}.");
                }

                break;
        }
    }

    // What was signed after the export was made says nothing of what is missing in it.
    private bool IsAnchorLater => anchor?.Statement.SignedAt > _header?.ExportedAt;

    private void Begin(ExportHeader header)
    {
        _header = header;
        if (header.IsComplete)
        {
            _complete = new ChainVerifier(header.Chain, keys, _findings);
            if (anchor is not null && !IsAnchorLater)
            {
                _complete.Expect(anchor);
            }
        }
    }

    private void Add(ExportedRecord exported)
    {
        _records++;
        CheckPersonal(exported);
        if (_complete is not null)
        {
            _complete.Add(exported.Record);
            return;
        }

        if (exported.Record.Sequence <= _lastSequence)
        {
            Report(LedgerProblems.RecordOutOfOrder, exported.Record.Sequence, null, $"It comes after record {_lastSequence}.");
        }

        if (!RecordHash.IsRight(exported.Record))
        {
            Report(LedgerProblems.RecordAltered, exported.Record.Sequence, null, "The record is not what was hashed when it was appended.");
        }

        _lastSequence = exported.Record.Sequence;
        _unproven.Add(exported);
        if (_unproven.Count > CheckpointStatement.MaxRecords)
        {
            ReportUnproven();
        }
    }

    private void Add(SignedCheckpoint checkpoint)
    {
        _checkpoints++;
        if (_complete is not null && _header!.After > 0 && _checkpoints == 1)
        {
            if (checkpoint.Statement.Number != _header.After || !keys.HasSigned(checkpoint))
            {
                Report(LedgerProblems.CheckpointForged, null, checkpoint.Statement.Number, "The checkpoint before the first record was not signed by the key.");
            }

            _complete.BeginAfter(checkpoint.Statement);
            return;
        }

        if (_complete is not null)
        {
            _complete.Add(checkpoint);
            return;
        }

        var statement = checkpoint.Statement;
        if (!keys.HasSigned(checkpoint))
        {
            Report(LedgerProblems.CheckpointForged, null, statement.Number, "The checkpoint was not signed by the key.");
        }

        if (anchor is not null && anchor.Statement.Number == statement.Number && !anchor.Statement.Digest().AsSpan().SequenceEqual(statement.Digest()))
        {
            Report(LedgerProblems.CheckpointMismatch, null, statement.Number, "It is not the checkpoint of this number that is kept outside.");
        }

        foreach (var exported in _unproven)
        {
            var place = exported.Record.Sequence - statement.FirstSequence;
            if (exported.Proof is not { } path || !MerkleTree.IsIn(exported.Record.Hash, place, statement.Count, path, statement.MerkleRoot))
            {
                Report(LedgerProblems.ProofInvalid, exported.Record.Sequence, statement.Number, "The record is not proven to be one of those that were signed.");
            }
        }

        _unproven.Clear();
    }

    private void Complete()
    {
        if (!_isEnded)
        {
            Report(LedgerProblems.Truncated, null, null, "The export was cut off: its last line is missing.");
        }

        _complete?.Complete();
        if (_complete?.Last is { } last && _complete.HasUncovered)
        {
            Report(LedgerProblems.Truncated, last.Sequence, null, "Records follow the last checkpoint, and nothing says that they are genuine.");
        }

        ReportUnproven();
    }

    private void ReportUnproven()
    {
        foreach (var exported in _unproven)
        {
            Report(LedgerProblems.ProofInvalid, exported.Record.Sequence, null, "No checkpoint follows that covers the record.");
        }

        _unproven.Clear();
    }

    private void CheckPersonal(ExportedRecord exported)
    {
        using var body = JsonDocument.Parse(exported.Record.Body);
        if (body.RootElement.Member("actor").Text("personal") is not { } personal)
        {
            return; // not of a form that keeps anything apart
        }

        if (exported.Person is not { } person)
        {
            _erased++;
        }
        else if (personal != Hex(Commitment.OfPerson(person.Salt, person.User, person.IpAddress, person.UserAgent)))
        {
            Report(LedgerProblems.PersonalAltered, exported.Record.Sequence, null, "The actor or the origin was changed.");
        }

        if (exported.Reason is { } reason && body.RootElement.Text("reason") != Hex(Commitment.OfReason(reason.Salt, reason.Text)))
        {
            Report(LedgerProblems.PersonalAltered, exported.Record.Sequence, null, "Another reason was given.");
        }
    }

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private void Report(string kind, long? sequence, long? checkpoint, string detail) =>
        _findings.Add(new LedgerProblem(kind, _header?.Chain ?? "", sequence, checkpoint, detail));
}
