namespace PenguinMails.Ledger;

/// <summary>
/// Exports are JSON lines: one <c>export</c>, then <c>record</c>s in order, each <c>checkpoint</c> after the records that it covers,
/// one <c>end</c>. Bodies and statements stand in them as they were hashed and signed.
/// </summary>
internal static class ExportFormat
{
    /// <summary>What this version writes. Format 1 had no <c>onBehalfOf</c>.</summary>
    public const int Newest = 2;

    private const string Prefix = "penguinmails.audit.export.";

    public static string Name => NameOf(Newest);

    public static string NameOf(int format) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{format}");

    /// <returns>The number of the format; null when this version does not read it.</returns>
    public static int? Parse(string name) => name switch { Prefix + "1" => 1, Prefix + "2" => Newest, _ => null };

    public const string Header = "export";
    public const string Record = "record";
    public const string Checkpoint = "checkpoint";
    public const string End = "end";
}
