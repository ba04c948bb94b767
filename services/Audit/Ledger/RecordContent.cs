namespace PenguinMails.Audit.Ledger;

/// <summary>Compares what records say. A body holds persons and the reason as commitments only, and what these are of may have been erased.</summary>
internal static class RecordContent
{
    private static readonly byte[] Nobody = [];

    public static bool IsSame(AuditRecorded one, AuditRecorded other) =>
        one.Reason == other.Reason && one.Actor == other.Actor && one.OnBehalfOf == other.OnBehalfOf
        && BodyOf(one, Nobody, Nobody, reason: null).AsSpan().SequenceEqual(BodyOf(other, Nobody, Nobody, reason: null));

    /// <param name="record">A record that came.</param>
    /// <param name="kept">What the ledger holds under its id.</param>
    public static bool IsSame(AuditRecorded record, KeptContent kept)
    {
        using var document = JsonDocument.Parse(kept.Body);
        var body = document.RootElement;
        if (RecordFormat.Of(body) == RecordFormat.Named)
        {
            return true; // services that send messages have not written that format for long
        }

        var reason = body.Text("reason");
        return BodyOf(record, Bytes(body.Member("actor").Text("personal")), Bytes(body.Member("onBehalfOf").Text("personal")), reason is null ? null : Bytes(reason))
                .AsSpan().SequenceEqual(kept.Body)
            && IsErasedOr(kept.Actor, () => RecordOrigins.KeyOfActor(record))
            && (record.OnBehalfOf is not { } principal || IsErasedOr(kept.OnBehalfOf, () => RecordOrigins.KeyOfPrincipal(principal.User)))
            && (reason is null) == (record.Reason is null)
            && (reason is null || kept.Salt is null || Convert.ToHexStringLower(Commitment.OfReason(kept.Salt, StorableText.Of(record.Reason!))) == reason);
    }

    private static byte[] BodyOf(AuditRecorded record, byte[] actor, byte[] onBehalfOf, byte[]? reason) =>
        RecordBody.Of(record, new Origins(new Origin(0, 0, actor), new Origin(0, 0, onBehalfOf)), reason);

    private static byte[] Bytes(string? commitment) => commitment is null ? Nobody : Convert.FromHexString(commitment);

    private static bool IsErasedOr(byte[]? kept, Func<byte[]> came) => kept is null || kept.AsSpan().SequenceEqual(came());
}

/// <summary>What the ledger holds of a record.</summary>
/// <param name="Body">The canonical bytes.</param>
/// <param name="Actor">The key of who acted; null when it was erased.</param>
/// <param name="OnBehalfOf">The key of for whom; null when nobody is named, or it was erased.</param>
/// <param name="Salt">Of the reason's commitment; null when there is none, or it was erased.</param>
internal sealed record KeptContent(byte[] Body, byte[]? Actor, byte[]? OnBehalfOf, byte[]? Salt);
