namespace PenguinMails.Audit.RecordChecks;

/// <summary>What is kept apart from a record, as the ids in its row find it.</summary>
/// <param name="Commitment">Of the origin; null: there is none.</param>
/// <param name="OriginPersonId">Whose origin that is.</param>
/// <param name="IsPersonThere">Whether there is a person of this id.</param>
/// <param name="NameKey">What the person is searched by; null: erased.</param>
/// <param name="Path">What the record is found by.</param>
/// <param name="ReasonSalt">Null: erased, or there is no row.</param>
/// <param name="Reason">Null: erased, or there is no row.</param>
/// <param name="IsReasonFound">Whether the reason's row repeats what the record is searched by; null: there is no row.</param>
/// <param name="IsKindKnown">Searches by action, outcome and type go by the kinds that there are.</param>
/// <param name="Principal">The commitment to the person for whom a service acted; null: it acted for itself.</param>
internal sealed record RecordApart(
    byte[]? Commitment, long? OriginPersonId, bool IsPersonThere, string? NameKey, string? Path, byte[]? ReasonSalt, string? Reason,
    bool? IsReasonFound, bool IsKindKnown, byte[]? Principal);
