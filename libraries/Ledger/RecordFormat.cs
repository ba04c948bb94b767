namespace PenguinMails.Ledger;

/// <summary>The format of a record's body, which the body itself tells.</summary>
public static class RecordFormat
{
    /// <summary>The body names who acted, and the reason.</summary>
    public const short Named = 1;

    /// <summary>The body commits to them (<see cref="Commitment"/>).</summary>
    public const short Committed = 2;

    public static short Of(JsonElement body) => body.Member("actor").Text("personal") is null ? Named : Committed;
}
