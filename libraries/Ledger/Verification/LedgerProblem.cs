using System.ComponentModel.DataAnnotations;

namespace PenguinMails.Ledger;

/// <summary>Something that was done to the ledger, or to a copy of it.</summary>
/// <param name="Kind">One of <see cref="LedgerProblems"/>.</param>
/// <param name="Chain">In which chain.</param>
/// <param name="Sequence">At which record, if at one.</param>
/// <param name="Checkpoint">At which checkpoint, if at one.</param>
/// <param name="Detail">What was found and what was expected, one sentence.</param>
public sealed record LedgerProblem(
    [property: AllowedValues(
        LedgerProblems.RecordAltered, LedgerProblems.RecordMissing, LedgerProblems.RecordOutOfOrder, LedgerProblems.LinkBroken,
        LedgerProblems.TimeGoesBack, LedgerProblems.PersonalAltered, LedgerProblems.ColumnsAltered, LedgerProblems.CheckpointForged,
        LedgerProblems.CheckpointMissing, LedgerProblems.CheckpointMismatch, LedgerProblems.Truncated, LedgerProblems.ProofInvalid,
        LedgerProblems.HeadMismatch, LedgerProblems.Unreadable, LedgerProblems.PersonalMissing, LedgerProblems.ArchiveForged,
        LedgerProblems.StructureAltered)]
    string Kind,
    string Chain,
    long? Sequence,
    long? Checkpoint,
    string Detail);

/// <summary>The kinds of <see cref="LedgerProblem"/>.</summary>
public static class LedgerProblems
{
    /// <summary>A record's hash is not the hash of what it says.</summary>
    public const string RecordAltered = "record_altered";

    /// <summary>Sequences are skipped: records were deleted.</summary>
    public const string RecordMissing = "record_missing";

    /// <summary>A sequence comes twice or after a higher one: records were inserted or swapped.</summary>
    public const string RecordOutOfOrder = "record_out_of_order";

    /// <summary>A record does not name the hash of the record before it.</summary>
    public const string LinkBroken = "link_broken";

    /// <summary>A record is older than the one before it.</summary>
    public const string TimeGoesBack = "time_goes_back";

    /// <summary>Who acted, or the reason, is not what the record commits to.</summary>
    public const string PersonalAltered = "personal_altered";

    /// <summary>A person or a reason that a record commits to is not there, and no approved erasure names it.</summary>
    public const string PersonalMissing = "personal_missing";

    /// <summary>What queries see of a record is not what its body says.</summary>
    public const string ColumnsAltered = "columns_altered";

    /// <summary>The key did not sign this.</summary>
    public const string CheckpointForged = "checkpoint_forged";

    /// <summary>Checkpoints are skipped, or do not follow each other.</summary>
    public const string CheckpointMissing = "checkpoint_missing";

    /// <summary>The records are not those that were signed: the chain was made anew.</summary>
    public const string CheckpointMismatch = "checkpoint_mismatch";

    /// <summary>Fewer records or checkpoints are there than were signed.</summary>
    public const string Truncated = "truncated";

    /// <summary>A record that a checkpoint should cover is not proven to belong to it.</summary>
    public const string ProofInvalid = "proof_invalid";

    /// <summary>A month in a file is not one that the ledger says was archived.</summary>
    public const string ArchiveForged = "archive_forged";

    /// <summary>The database is not what the migrations make of it: what refuses changes is off, or something else stands in a table's place.</summary>
    public const string StructureAltered = "structure_altered";

    /// <summary>The ledger's head is not its last record.</summary>
    public const string HeadMismatch = "head_mismatch";

    /// <summary>The file cannot be read as an export.</summary>
    public const string Unreadable = "unreadable";
}
