namespace PenguinMails.Ledger;

/// <summary>
/// What is signed: where a chain stood, and by <see cref="Previous"/> everything that was signed before. Written as canonical JSON
/// whose values are all strings; hashes are lower-case hexadecimal.
/// </summary>
/// <param name="Chain">The chain's name.</param>
/// <param name="Number">Of this chain's checkpoints, from 1 without gaps.</param>
/// <param name="FirstSequence">The first record that it covers: the one after the last checkpoint's last.</param>
/// <param name="LastSequence">The last record that it covers; so many records does the chain have.</param>
/// <param name="MerkleRoot">Over the covered records' hashes (<see cref="MerkleTree"/>).</param>
/// <param name="HeadHash">The hash of the last record.</param>
/// <param name="Previous">The <see cref="Digest"/> of the checkpoint before; 32 zero bytes for the first.</param>
/// <param name="SignedAt">UTC, in whole microseconds.</param>
public sealed record CheckpointStatement(
    string Chain, long Number, long FirstSequence, long LastSequence, byte[] MerkleRoot, byte[] HeadHash, byte[] Previous, DateTimeOffset SignedAt)
{
    private const string Type = "penguinmails.audit.checkpoint.1";

    private static readonly string[] Members =
        ["chain", "firstSequence", "headHash", "lastSequence", "merkleRoot", "number", "previous", "signedAt", "type"];

    /// <summary>At most so many records are covered by one checkpoint, so that proofs can be made in bounded memory.</summary>
    public const int MaxRecords = 16_384;

    public long Count => LastSequence - FirstSequence + 1;

    /// <summary>The bytes that are signed.</summary>
    public byte[] ToBytes() => CanonicalJson.Write(new JsonObject
    {
        ["chain"] = Chain,
        ["firstSequence"] = Text(FirstSequence),
        ["headHash"] = Convert.ToHexStringLower(HeadHash),
        ["lastSequence"] = Text(LastSequence),
        ["merkleRoot"] = Convert.ToHexStringLower(MerkleRoot),
        ["number"] = Text(Number),
        ["previous"] = Convert.ToHexStringLower(Previous),
        ["signedAt"] = LedgerTime.Write(SignedAt),
        ["type"] = Type,
    });

    /// <summary>SHA-256 of the signed bytes.</summary>
    public byte[] Digest() => SHA256.HashData(ToBytes());

    /// <exception cref="FormatException">It is not such a statement.</exception>
    public static CheckpointStatement Parse(JsonElement json)
    {
        json.Object("A statement", Members);
        if (json.RequiredText("type") != Type)
        {
            throw new FormatException($"The statement's type must be {Type}.");
        }

        var statement = new CheckpointStatement(
            json.RequiredText("chain"),
            json.Number("number", least: 1), json.Number("firstSequence", least: 1), json.Number("lastSequence", least: 1),
            json.Hash("merkleRoot"), json.Hash("headHash"), json.Hash("previous"),
            json.Time("signedAt"));
        return statement.LastSequence >= statement.FirstSequence ? statement : throw new FormatException("A statement must cover a record.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
