namespace PenguinMails.VaultOperations.Delivery;

/// <summary>A delivered credential that no service has claimed yet.</summary>
internal sealed record WaitingCredential(string File, DateTimeOffset ExpiresAt)
{
    /// <summary>Reads the credential; null when it was claimed in the meantime.</summary>
    public static WaitingCredential? Read(string file)
    {
        try
        {
            var lines = System.IO.File.ReadAllLines(file);
            return lines.Length > 1 && DateTimeOffset.TryParse(lines[1], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var expiresAt)
                ? new WaitingCredential(file, expiresAt)
                : new WaitingCredential(file, DateTimeOffset.MinValue); // not one of ours: treated as expired
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Takes it away; a service that claims it at the same moment keeps it.</summary>
    public void Remove() => System.IO.File.Delete(File);
}
