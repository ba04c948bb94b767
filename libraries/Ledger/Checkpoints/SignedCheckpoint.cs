namespace PenguinMails.Ledger;

/// <summary>A statement with Vault's signature, such as <c>vault:v1:MEUCIQ…</c> (ECDSA P-256, SHA-256, ASN.1).</summary>
public sealed record SignedCheckpoint(CheckpointStatement Statement, string Signature)
{
    /// <summary>As it is kept outside the database: <c>{"statement":{…},"signature":"…"}</c>.</summary>
    public string ToJson() => new JsonObject { ["statement"] = JsonNode.Parse(Statement.ToBytes()), ["signature"] = Signature }.ToJsonString();

    /// <summary>Whether it is the same statement with the same signature.</summary>
    public bool IsSameAs(SignedCheckpoint other) =>
        Signature == other.Signature && Statement.ToBytes().AsSpan().SequenceEqual(other.Statement.ToBytes());

    /// <exception cref="FormatException">It is not such a text.</exception>
    public static SignedCheckpoint Parse(string text)
    {
        using var json = StrictJson.Parse(text);
        return Parse(json.RootElement.Object("A checkpoint", ["statement", "signature"]));
    }

    /// <exception cref="FormatException">A member is missing, or of another kind.</exception>
    public static SignedCheckpoint Parse(JsonElement json) => new(
        CheckpointStatement.Parse(json.Member("statement")),
        json.RequiredText("signature"));
}
