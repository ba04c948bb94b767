namespace PenguinMails.Rotation.Policies;

/// <summary>How often one version may be used before it is rotated at once; null for no limit.</summary>
/// <param name="Downloads">Downloads asked for, granted or refused.</param>
/// <param name="Reads">Reads of its material.</param>
/// <param name="FailedUses">Uses that the target refused.</param>
public sealed record UseThresholds(int? Downloads = null, int? Reads = null, int? FailedUses = null)
{
    public static readonly UseThresholds None = new();

    /// <summary>Which limit the uses exceed, in words; null when none.</summary>
    public string? Exceeded(int downloads, int reads, int failedUses) => (downloads > Downloads, reads > Reads, failedUses > FailedUses) switch
    {
        (true, _, _) => $"More than {Downloads} downloads of one version were asked for.",
        (_, true, _) => $"One version was read more than {Reads} times.",
        (_, _, true) => $"One version was refused more than {FailedUses} times.",
        _ => null,
    };
}
