namespace PenguinMails.Ledger;

/// <summary>Checks an export with nothing but the public keys, and the checkpoints that were kept elsewhere if there are some.</summary>
/// <param name="keys">The public keys.</param>
/// <param name="kept">Checkpoints that were kept outside the database.</param>
/// <param name="erasures">Erasures that are recorded in another export: they explain what this one leaves out.</param>
public sealed class ExportVerifier(CheckpointKeys keys, IReadOnlyCollection<SignedCheckpoint>? kept = null, ErasureCover? erasures = null)
{
    private readonly Findings _findings = new();
    private KeptCheckpoints _kept = null!;
    private readonly List<ExportedRecord> _unproven = [];
    private readonly MissingRecords _missing = new();
    private PersonalCheck _personal = null!;
    private ChainVerifier? _complete;
    private ExportHeader? _header;
    private LedgerRecord? _first;
    private LedgerRecord? _last;
    private string? _wrongInput;
    private bool _isEnded;
    private long _records;
    private long _checkpoints;

    /// <param name="lines">The export's lines.</param>
    /// <param name="see">Is shown every record in order, to compare it with another form of the same export.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<ExportVerification> VerifyAsync(
        IAsyncEnumerable<string> lines, Action<ExportedRecord>? see = null, CancellationToken cancellationToken = default)
    {
        _kept = new KeptCheckpoints(keys, kept ?? [], (number, kind, detail) => Report(kind, null, number, detail));
        _personal = new PersonalCheck(erasures, (kind, sequence, detail) => Report(kind, sequence, null, detail));
        var lineNumber = 0;
        await foreach (var line in lines.WithCancellation(cancellationToken))
        {
            lineNumber++;
            try
            {
                Add(ExportReader.Parse(line, _header?.Chain ?? ""), see);
            }
            catch (FormatException failure)
            {
                Report(LedgerProblems.Unreadable, null, null, $"Line {lineNumber}: {failure.Message}");
            }

            // Nothing that follows can be compared.
            if (_header is null || _wrongInput is not null)
            {
                break;
            }
        }

        Complete();
        return Result();
    }

    private ExportVerification Result() => new()
    {
        Header = _header,
        Records = _records,
        Range = _first is null ? null : (_first, _last!),
        Checkpoints = _checkpoints,
        Erased = _personal.Persons,
        ErasedReasons = _personal.Reasons,
        Erasures = _personal.Erasures,
        Missing = _missing,
        IsAnchored = _header is not null && _kept.Anchor(_header.IsComplete),
        Later = _kept.Later,
        WrongInput = _wrongInput,
        Findings = _findings,
    };

    private void Add(ExportLine line, Action<ExportedRecord>? see)
    {
        if ((_header is null) != line is ExportLine.Header || _isEnded)
        {
            throw new FormatException("It stands in the wrong place: first one 'export', then records and checkpoints, last one 'end'.");
        }

        switch (line)
        {
            case ExportLine.Header { Export: var header }:
                _header = header;
                _complete = header.IsComplete ? new ChainVerifier(header.Chain, keys, _findings) : null;
                _wrongInput = _kept.FindFault(header.Chain);
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

    private void Add(ExportedRecord exported)
    {
        RequireForm(exported);
        _records++;
        _first ??= exported.Record;
        _personal.Check(exported);
        _missing.Add(exported.Record);
        if (_complete is not null)
        {
            _complete.Add(exported.Record);
        }
        else
        {
            AddSelected(exported);
        }

        _last = exported.Record;
    }

    // Or a line could pass for one of another kind of export, of which less is demanded.
    private void RequireForm(ExportedRecord exported)
    {
        if (exported.Ids is not null != _header!.IsArchive || (_header.IsArchive && (exported.Person is not null || exported.OnBehalfOf is not null || exported.Reason is not null)))
        {
            throw new FormatException("An archive's records have 'ids' and neither 'person' nor 'onBehalfOf' nor 'reason'; those of other exports have no 'ids'.");
        }

        if (_header.Format == 1 && (exported.OnBehalfOf is not null || exported.Ids?.OnBehalfOf is not null))
        {
            throw new FormatException("Records of format 1 have no 'onBehalfOf'.");
        }

        if (_header.IsComplete && exported.Proof is not null)
        {
            throw new FormatException("The records of a complete export have no 'proof'.");
        }
    }

    private void AddSelected(ExportedRecord exported)
    {
        if (exported.Record.Sequence <= _last?.Sequence)
        {
            Report(LedgerProblems.RecordOutOfOrder, exported.Record.Sequence, null, $"It comes after record {_last.Sequence}.");
        }

        if (!RecordHash.IsRight(exported.Record))
        {
            Report(LedgerProblems.RecordAltered, exported.Record.Sequence, null, "The record is not what was hashed when it was appended.");
        }

        _unproven.Add(exported);
        if (_unproven.Count > CheckpointStatement.MaxRecords)
        {
            ReportUnproven();
        }
    }

    private void Add(SignedCheckpoint checkpoint)
    {
        _checkpoints++;
        var statement = checkpoint.Statement;
        if (_kept.Contradicts(statement))
        {
            Report(LedgerProblems.CheckpointMismatch, null, statement.Number, "It is not the checkpoint of this number that is kept outside.");
        }

        if (_complete is null)
        {
            AddSelected(checkpoint);
        }
        else if (_header!.After > 0 && _checkpoints == 1)
        {
            BeginAfter(checkpoint);
        }
        else
        {
            _complete.Add(checkpoint);
        }
    }

    private void BeginAfter(SignedCheckpoint checkpoint)
    {
        if (_records > 0 || checkpoint.Statement.Number != _header!.After || checkpoint.Statement.Chain != _header.Chain || !keys.HasSigned(checkpoint))
        {
            Report(LedgerProblems.CheckpointForged, null, checkpoint.Statement.Number, "It is not the checkpoint before the first record, signed by the key.");
        }

        _complete!.BeginAfter(checkpoint.Statement);
    }

    private void AddSelected(SignedCheckpoint checkpoint)
    {
        var statement = checkpoint.Statement;
        if (!keys.HasSigned(checkpoint))
        {
            Report(LedgerProblems.CheckpointForged, null, statement.Number, "The checkpoint was not signed by the key.");
        }

        if (statement.Chain != _header!.Chain)
        {
            Report(LedgerProblems.CheckpointMismatch, null, statement.Number, $"It is a checkpoint of the chain '{statement.Chain}'.");
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
        if (_header is null || _wrongInput is not null)
        {
            return;
        }

        if (!_isEnded)
        {
            Report(LedgerProblems.Truncated, null, null, "The export was cut off: its last line is missing.");
        }

        if (_records == 0)
        {
            Report(ExportProblems.NothingProven, null, null, "The export has no record, so nothing is proven.");
        }

        if (_complete?.Last is { } last && _complete.HasUncovered)
        {
            Report(LedgerProblems.Truncated, last.Sequence, null, "Records follow the last checkpoint, and nothing says that they are genuine.");
        }

        // What was signed after the export was made says nothing of what is missing in it; neither does what follows a month.
        if (_header is { IsComplete: true, Filter.Count: 0 } && _kept.Later is { } later && later.SignedAt <= _header.ExportedAt)
        {
            Report(LedgerProblems.Truncated, later.LastSequence, later.Number,
                $"{later.LastSequence} records were signed before the export was made, and the checkpoint of that is kept outside; the export ends before.");
        }

        ReportUnproven();
        _personal.Complete();
    }

    private void ReportUnproven()
    {
        foreach (var exported in _unproven)
        {
            Report(LedgerProblems.ProofInvalid, exported.Record.Sequence, null, "No checkpoint follows that covers the record.");
        }

        _unproven.Clear();
    }

    private void Report(string kind, long? sequence, long? checkpoint, string detail) =>
        _findings.Add(new LedgerProblem(kind, _header?.Chain ?? "", sequence, checkpoint, detail));
}
