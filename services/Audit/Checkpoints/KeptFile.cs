namespace PenguinMails.Audit.Checkpoints;

/// <summary>A file with a checkpoint.</summary>
/// <param name="Number">By its name; 0 when that is no number of twelve digits, as no checkpoint has it.</param>
/// <param name="Folder">The month.</param>
/// <param name="OtherName">Its name when that is no number.</param>
/// <param name="Stamp">What shows, without reading it, that a file was written again.</param>
internal sealed record KeptFile(long Number, string Folder, string? OtherName, (long Length, long WrittenAt) Stamp)
{
    // A chain may have a million files, so their paths are not held.
    public string Path => System.IO.Path.Combine(Folder, OtherName ?? NameOf(Number));

    public static string NameOf(long number) => $"{number:D12}.json";

    public static KeptFile Of(string folder, FileInfo file)
    {
        var isNumber = long.TryParse(System.IO.Path.GetFileNameWithoutExtension(file.Name), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && file.Name == NameOf(number);
        return new KeptFile(isNumber ? number : 0, folder, isNumber ? null : file.Name, (file.Length, file.LastWriteTimeUtc.Ticks));
    }
}
