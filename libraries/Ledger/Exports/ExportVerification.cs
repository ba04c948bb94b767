namespace PenguinMails.Ledger;

/// <summary>The result of the check of an export.</summary>
public sealed record ExportVerification
{
    /// <summary>The export's first line; null when the file is no export.</summary>
    public required ExportHeader? Header { get; init; }

    /// <summary>How many records were checked.</summary>
    public required long Records { get; init; }

    /// <summary>The first and the last record; null without records.</summary>
    public required (LedgerRecord First, LedgerRecord Last)? Range { get; init; }

    /// <summary>How many checkpoints were checked.</summary>
    public required long Checkpoints { get; init; }

    /// <summary>Records that commit to a person whom the export does not name.</summary>
    public required long Erased { get; init; }

    /// <summary>Records that commit to a reason that the export does not carry.</summary>
    public required long ErasedReasons { get; init; }

    /// <summary>The erasures that are recorded in the export.</summary>
    public required ErasureCover Erasures { get; init; }

    /// <summary>Audit records of services that never arrived, as the records of the export have it.</summary>
    public required MissingRecords Missing { get; init; }

    /// <summary>
    /// The kept checkpoints vouch for the export to its end: of a complete export, one of them is its last checkpoint; of a selection, each
    /// of its checkpoints is one of them.
    /// </summary>
    public required bool IsAnchored { get; init; }

    /// <summary>The newest kept checkpoint, when it is later than the export and was not compared with it.</summary>
    public required CheckpointStatement? Later { get; init; }

    /// <summary>Why the export was not checked: what was given with it does not belong to it.</summary>
    public required string? WrongInput { get; init; }

    /// <summary>What is wrong with the export.</summary>
    public required Findings Findings { get; init; }

    public bool IsValid => Findings.Count == 0 && WrongInput is null;
}
